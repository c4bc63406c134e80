/** One project a suite. `main` is `npm test`; the others need more than Node on the machine, or more time. */
const SEPARATE_SUITES = ['libreoffice', 'start', 'faults', 'browser'];

/** What every suite shares. The files run as ES modules with their types stripped, as in production. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/helpers/typescript-transform.js' },
  setupFiles: ['<rootDir>/test/helpers/property-seed.ts'],
  globalSetup: '<rootDir>/test/helpers/global-setup.ts',
  globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
};

const suite = (displayName, folder, ignored = []) => ({
  ...shared,
  displayName,
  testMatch: [`<rootDir>/${folder}/**/*.test.ts`],
  testPathIgnorePatterns: ['/node_modules/', ...ignored.map((name) => `<rootDir>/test/${name}/`)],
});

export default {
  testTimeout: 60_000,
  projects: [suite('main', 'test', SEPARATE_SUITES), ...SEPARATE_SUITES.map((name) => suite(name, `test/${name}`))],
};
