import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { inTemporaryFolder, removeLeftovers } from '../../workers/handlers/temporary-folder.ts';

const never = new AbortController().signal;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pressroom-test-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('the folder is for this user only, and is gone when the work is done', async () => {
  const mode = await inTemporaryFolder(
    never,
    async (folder) => {
      writeFileSync(join(folder, 'file'), 'bytes');
      expect(readdirSync(root)).toHaveLength(1);
      return statSync(folder).mode & 0o777;
    },
    root,
  );
  expect(mode).toBe(0o700);
  expect(readdirSync(root)).toEqual([]);
});

test('it is gone when the work fails, with the reason of that', async () => {
  const work = inTemporaryFolder(
    never,
    async (folder) => {
      writeFileSync(join(folder, 'file'), 'bytes');
      throw new Error('no more');
    },
    root,
  );
  await expect(work).rejects.toThrow('no more');
  expect(readdirSync(root)).toEqual([]);
});

test('it is gone after an abort, also when the work never ends', async () => {
  const cancel = new AbortController();
  const begun = Promise.withResolvers<string>();
  const endless = (folder: string): Promise<never> => {
    begun.resolve(folder);
    return new Promise(() => {});
  };
  const work = inTemporaryFolder(cancel.signal, endless, root);
  expect(existsSync(await begun.promise)).toBe(true);
  cancel.abort(new Error('enough'));
  await expect(work).rejects.toThrow('enough');
  expect(readdirSync(root)).toEqual([]);
});

test('what processes that were killed left behind is removed, and nothing else', async () => {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(sleeper, 'spawn');
  const dead = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
  const folder = (...parts: (string | number | undefined)[]): string => {
    const name = `pressroom-job-${parts.join('-')}`;
    mkdirSync(join(root, name));
    return name;
  };
  const old = folder('another-host', 1, 'cccccc');
  utimesSync(join(root, old), new Date(), new Date(Date.now() - 26 * 60 * 60 * 1000));
  const removed = [folder(hostname(), dead, 'aaaaaa'), folder(hostname(), process.pid, 'bbbbbb'), old];
  const kept = [folder(hostname(), sleeper.pid, 'dddddd'), folder('another-host', dead, 'eeeeee')];
  mkdirSync(join(root, 'something-else'));
  expect(readdirSync(root)).toEqual(expect.arrayContaining(removed));
  await removeLeftovers(root);
  const left = readdirSync(root);
  sleeper.kill();
  await once(sleeper, 'exit');
  expect(left.sort()).toEqual([...kept, 'something-else'].sort());
});
