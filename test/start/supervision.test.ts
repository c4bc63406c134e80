import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { isAlive } from '../../scripts/embedded-postgres/processes.ts';
import { makePlace, startService, untilGone, type Place, type ServiceProcess } from './service-process.ts';

// Real processes on a machine that may be busy.
jest.setTimeout(120_000);

const LISTENS = `
  require('node:http').createServer((request, response) => response.end('{}')).listen(process.env.PORT, process.env.HOST);
  process.on('SIGTERM', () => process.exit(0));`;
const WORKS = `setInterval(() => undefined, 1000); process.on('SIGTERM', () => process.exit(0));`;
const NEVER_ENDS = `setInterval(() => undefined, 1000); process.on('SIGTERM', () => console.log('not yet'));`;

let place: Place;
const services: ServiceProcess[] = [];

beforeEach(async () => {
  place = await makePlace();
});

afterEach(async () => {
  for (const service of services.splice(0)) {
    service.signal('SIGTERM');
    await service.exit;
  }
  place.remove();
});

test('a process that refuses its configuration is not started again, and everything is stopped', async () => {
  const service = start({ api: 'console.error("PORT is wrong"); process.exit(78)' });
  expect(await service.exit).toBe(1);
  expect(service.output()).toContain('PORT is wrong');
  expect(service.output()).toContain('The API refuses its configuration');
  expect(service.output()).not.toContain('started again');
});

test('a migration that fails ends the start', async () => {
  const service = start({ migrate: 'console.error("no such table"); process.exit(1)' });
  expect(await service.exit).toBe(1);
  expect(service.output()).toMatch(/no such table[^]*could not be brought up to date \(exit code 1\)/);
});

test('a port that another program takes while the API is down is named', async () => {
  const service = start({ api: `console.log('API up'); setInterval(() => undefined, 1000)` });
  await service.until(/API up/);
  const thief = createServer().listen(place.port, '127.0.0.1');
  await once(thief, 'listening');
  process.kill(place.pidOf('API'), 'SIGKILL');
  expect(await service.exit).toBe(1);
  expect(service.output()).toMatch(new RegExp(`Port ${place.port} on 127.0.0.1 is in use[^]*PORT=`));
  thief.close();
});

test('a process that keeps ending is started again after a delay that doubles', async () => {
  const service = start({ worker: 'process.exit(3)' });
  await service.until(/The worker ended \(exit code 3\) and is started again in 1 s/);
  await service.until(/The worker ended \(exit code 3\) and is started again in 2 s/);
});

test('a second Ctrl-C ends at once what does not end by itself; the first, twice within a moment, does not', async () => {
  const service = start({ worker: NEVER_ENDS });
  await service.until(/Pressroom is ready/);
  const pids = [place.pidOf('worker'), place.pidOf('API'), place.pidOf('Postgres')];
  service.signal('SIGINT');
  await service.until(/not yet/);
  service.signal('SIGINT');
  await delay(600); // what comes later than 500 ms is a second Ctrl-C; there is nothing else to wait for
  expect(isAlive(place.pidOf('worker'))).toBe(true);
  service.signal('SIGINT');
  expect(await service.exit).toBe(1);
  await Promise.all(pids.map(untilGone));
});

test('what a killed run left is stopped, and its database is adopted', async () => {
  const first = start({});
  await first.until(/Pressroom is ready/);
  const [api, worker, postgres] = [place.pidOf('API'), place.pidOf('worker'), place.pidOf('Postgres')];
  first.signal('SIGKILL');
  await first.exit;
  services.splice(0);
  expect([api, worker, postgres].map(isAlive)).toEqual([true, true, true]);

  const second = start({});
  await second.until(/Pressroom is ready/);
  expect(second.output()).toContain(`The API of an earlier run (process ${api}) is still there and is stopped`);
  expect([api, worker, postgres].map(isAlive)).toEqual([false, false, true]);
  expect(place.pidOf('Postgres')).toBe(postgres);
});

function start(programs: { migrate?: string; api?: string; worker?: string }): ServiceProcess {
  const { migrate = '', api = LISTENS, worker = WORKS } = programs;
  const commands = { migrate: ['-e', migrate], api: ['-e', api], worker: ['-e', worker] };
  const service = startService(place, { args: ['test/start/stub-service.ts', JSON.stringify(commands)] });
  services.push(service);
  return service;
}
