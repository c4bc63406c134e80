/**
 * Loaded before a program (`node --import`): its wall clock is wrong, and jumps while it runs, as a machine's does that
 * is set by hand or by a time server. Timers and `performance.now()` go right, as they do there.
 *
 * How wrong is in the file that JUMPING_CLOCK_FILE names, which is read again at each SIGUSR2.
 */
import crypto from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { WrongClock } from './wrong-clock.ts';

const RightDate = Date;
const rightNow = Date.now;
/** What each reading goes out from: this moment by the right clock, and by the wrong one. */
let from = { right: rightNow(), wrong: rightNow() };
let rate = 1;

function wrongNow(): number {
  return Math.round(from.wrong + (rightNow() - from.right) * rate);
}

function setClock(): void {
  const clock = JSON.parse(readFileSync(process.env.JUMPING_CLOCK_FILE ?? '', 'utf8')) as WrongClock;
  const right = rightNow();
  from = { right, wrong: right + clock.aheadMs };
  rate = clock.rate;
}

// A proxy and no class: a date that the right clock made is an instance of it all the same.
globalThis.Date = new Proxy(RightDate, {
  construct: (target, args: number[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [wrongNow()] : args, newTarget) as Date,
  apply: (target) => new target(wrongNow()).toString(),
  get: (target, key) => (key === 'now' ? wrongNow : (Reflect.get(target, key) as unknown)),
});

/** The ids of jobs and files begin with the time, which Node takes from the system itself. */
const rightUUID = crypto.randomUUIDv7;
crypto.randomUUIDv7 = ((...args: Parameters<typeof rightUUID>) => {
  const time = wrongNow().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${rightUUID(...args).slice(13)}`;
}) as typeof rightUUID;
syncBuiltinESMExports();

setClock();
if (isMainThread) {
  let jumps = 0;
  process.on('SIGUSR2', () => {
    setClock();
    writeSync(1, `${JSON.stringify({ event: 'clock.jumped', no: (jumps += 1) })}\n`);
  });
}
