import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { processIdentity } from '../../scripts/embedded-postgres/processes.ts';
import { claimRun } from '../../scripts/start/run-file.ts';

const ADDRESS = 'http://127.0.0.1:3000';
const me = { pid: process.pid, identity: processIdentity(process.pid) };
/** The number of a live process that began at another time: a number that was given to another program. */
const reused = { pid: process.pid, identity: 'another boot 1' };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressroom-run-'));
  file = join(folder, 'run.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('one supervisor at a time; released, the folder is free and clean', () => {
  const run = claimRun(folder, ADDRESS);
  expect(() => claimRun(folder, ADDRESS)).toThrow(
    `already running from this folder (process ${process.pid}, ${ADDRESS})`,
  );
  run.release();
  claimRun(folder, ADDRESS).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a killed run hands on what still lives, and only that', () => {
  const parts = [
    { name: 'API', ...me },
    { name: 'worker', ...reused },
    { name: 'gone', pid: 2 ** 22 + 1, identity: 'x' },
  ];
  writeFileSync(file, JSON.stringify({ supervisor: reused, address: ADDRESS, parts }));
  const run = claimRun(folder, ADDRESS);
  expect(run.leftovers).toEqual([{ name: 'API', ...me }]);
  // Until they are dealt with, the next run would find them too.
  expect(written().parts).toEqual([{ name: 'API', ...me }]);
  run.forgetLeftovers();
  run.note({ name: 'worker', ...me });
  expect(written().parts).toEqual([{ name: 'worker', ...me }]);
});

test('a file that cannot be read is in nobody’s way', () => {
  writeFileSync(file, '{"superv');
  expect(claimRun(folder, ADDRESS).leftovers).toEqual([]);
});

function written(): { parts: unknown } {
  return JSON.parse(readFileSync(file, 'utf8')) as { parts: unknown };
}
