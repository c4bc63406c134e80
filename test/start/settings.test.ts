import { expect, test } from '@jest/globals';
import { localAddress, readSettings } from '../../scripts/start/settings.ts';

test('without any setting: loopback, port 3000, the data beside the code, the embedded database', () => {
  expect(readSettings({}, '/clone')).toEqual({
    databaseUrl: undefined,
    host: '127.0.0.1',
    port: 3000,
    dataDirectory: '/clone/.data',
    drainSeconds: 25,
    logLevel: undefined,
  });
});

test.each(['0', '65536', '-1', '80.5', '0x50', 'http', ' '])('PORT=%j is refused in words', (PORT) => {
  expect(() => readSettings({ PORT }, '/clone')).toThrow(/PORT must be a number from 1 to 65535/);
});

test('a server of the caller’s own is used, also when its URL is in a file', () => {
  expect(readSettings({ DATABASE_URL: 'postgres://x' }, '/clone').databaseUrl).toBe('postgres://x');
  expect(readSettings({ DATABASE_URL_FILE: '/run/url' }, '/clone').databaseUrl).toBeDefined();
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://127.0.0.1:3000'],
  ['::1', 'http://[::1]:3000'],
  ['10.0.0.7', 'http://10.0.0.7:3000'],
])('listening on %s it is reached at %s', (host, address) => {
  expect(localAddress({ host, port: 3000 })).toBe(address);
});
