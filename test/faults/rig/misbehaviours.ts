import { setTimeout as delay } from 'node:timers/promises';
import type { Handler, HandlerResult, RunningJob } from '../../../workers/handler.ts';
import { doPlainWork } from './plain-work.ts';

/** What a job's title asks for, `fault:<name>`; with `:first` at its first attempt alone. */
export type Misbehaviour = keyof typeof MISBEHAVIOURS;

export const HANDLER_MESSAGE = 'The handler does as its title says.';
/** Long enough for a heartbeat to be missed, and too short for a lease to be lost. */
const BRIEFLY_MS = 5_000;
const DEEP = 50_000;
/** Of a worker's heap when it is to be filled: a test must not threaten the machine. */
const MAX_HEAP_BYTES = 256 * 1024 ** 2;

const MISBEHAVIOURS = {
  throw: () => Promise.reject(new Error(HANDLER_MESSAGE)),
  'throw-null': () => Promise.reject(null as never), // oxlint-disable-line prefer-promise-reject-errors -- handlers may throw anything
  hang: () => new Promise<never>(() => {}),
  'ignore-signal': async () => {
    for (;;) await delay(20);
  },
  'block-loop': async () => {
    for (;;);
  },
  'block-briefly': async () => {
    const end = performance.now() + BRIEFLY_MS;
    while (performance.now() < end);
    return { result: 'blocked' };
  },
  'out-of-memory': fillHeap,
  exit: () => process.exit(0),
  sigkill: async () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => {});
  },
  unserialisable: async () => {
    const self: Record<string, unknown> = { big: 1n };
    self.self = self;
    return { result: self as never };
  },
  'too-deep': async () => {
    let value: never[] = [];
    for (let depth = 0; depth < DEEP; depth += 1) value = [value] as never[];
    return { result: value };
  },
  'return-nothing': async () => undefined as never,
  'unhandled-rejection': async () => {
    void Promise.reject(new Error(HANDLER_MESSAGE));
    return new Promise<never>(() => {});
  },
  'throw-later': async () => {
    setTimeout(() => {
      throw new Error(HANDLER_MESSAGE);
    }, 20);
    return new Promise<never>(() => {});
  },
} as const satisfies Record<string, Handler<never>>;

/** A handler that runs jobs as `handler` does, but for those whose title asks for something else. */
export function misbehaving<Input>(handler: Handler<Input>): Handler<Input> {
  return async (job) => {
    const [, name, first] = /^fault:([a-z-]+)(:first)?$/.exec(job.title ?? '') ?? [];
    if (name !== undefined && !(first && job.attempt > 1)) return MISBEHAVIOURS[name as Misbehaviour]();
    const [, plainMs] = /^plain:(\d+)$/.exec(job.title ?? '') ?? [];
    if (plainMs !== undefined) return doPlainWork(job as RunningJob<never>, Number(plainMs));
    const [, calmMs] = /^calm:(\d+)$/.exec(job.title ?? '') ?? [];
    if (calmMs === undefined) return handler(job);
    await delay(Number(calmMs), undefined, { signal: job.signal });
    return { result: 'calm' };
  };
}

async function fillHeap(): Promise<HandlerResult> {
  const limit = Number(/--max-old-space-size=(\d+)/.exec(process.execArgv.join(' '))?.[1]) * 1024 ** 2;
  if (!(limit <= MAX_HEAP_BYTES)) throw new Error('The heap of this process has no limit that a test may fill');
  const kept: number[][] = [];
  for (;;) {
    kept.push(Array.from({ length: 10_000 }, Math.random));
    await delay(1); // as a handler does that gathers what it reads
  }
}
