import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { createApiKeyChecker } from '../../src/access/api-key-checker.ts';
import { withDatabase } from './with-database.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/keys.ts', import.meta.url));
const db = withDatabase();

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

describe('npm run keys', () => {
  test('makes a key that works, lists it without its secret, and revokes it', async () => {
    const options = [
      '--scopes',
      'jobs:create,jobs:read',
      '--tenant',
      'acme',
      '--user',
      'ada',
      '--expires-in-days',
      '90',
    ];
    const made = await keys(['create', '--name', 'ci', ...options]);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const [key] = /prk_\w+/.exec(made.stdout)!;
    const check = (): Promise<object> => createApiKeyChecker(db.pool, () => {})(key);
    expect(await check()).toMatchObject({
      principal: { tenant: 'acme', userId: 'ada', scopes: new Set(['jobs:create', 'jobs:read']) },
    });
    const id = key.split('_')[1]!;
    const listed = await keys(['list']);
    expect(listed.stdout).toMatch(new RegExp(`${id} +ci +acme +ada +jobs:create,jobs:read .*valid until`));
    expect(listed.stdout).not.toContain(key.slice(-38));
    expect(await keys(['revoke', id])).toMatchObject({ code: 0, stdout: expect.stringContaining('revoked') });
    expect(await check()).toHaveProperty('refused');
    expect((await keys(['list'])).stdout).toMatch(new RegExp(`${id} .*revoked`));
  });

  test.each([
    ['viewer', /jobs:read,events:read,artifacts:read,uploads:read,datasets:read /],
    ['operator', /jobs:create,.*uploads:write,.*datasets:write /],
    ['admin', / admin /],
  ])('a key for a role: %s', async (role, scopes) => {
    expect(await keys(['create', '--name', `the-${role}`, '--role', role])).toMatchObject({ code: 0 });
    const line = (await keys(['list'])).stdout.split('\n').find((one) => one.includes(` the-${role} `));
    expect(line).toMatch(scopes);
  });

  test.each([
    ['an unknown command', ['destroy']],
    ['no name, and an unknown scope', ['create', '--scopes', 'everything']],
    ['an unknown role', ['create', '--name', 'x', '--role', 'queen']],
    ['days that are none', ['create', '--name', 'x', '--scopes', 'admin', '--expires-in-days', 'soon']],
    ['no id', ['revoke']],
  ])('explains itself when given %s', async (_name, words) => {
    const { code, stdout, stderr } = await keys(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^\S.*\n[\s\S]*Usage:/);
  });

  test('says that there is no such key, no database, or what is wrong with the configuration', async () => {
    expect(await keys(['revoke', 'zzzzzzzz'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no key "zzzzzzzz"'),
    });
    expect(await keys(['list'], { DATABASE_URL: 'mysql://x' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('DATABASE_URL'),
    });
    const empty = mkdtempSync(join(tmpdir(), 'pressroom-keys-'));
    const none = await keys(['list'], { DATABASE_URL: '', DATA_DIR: empty });
    rmSync(empty, { recursive: true });
    expect(none).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('npm start') });
  });
});

function keys(words: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const env = { PATH: process.env.PATH, DATABASE_URL: db.url, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
