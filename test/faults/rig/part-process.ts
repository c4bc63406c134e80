import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Keeper } from './keeper.ts';
import { inTime } from './waiting.ts';
import { wrongClock, type WrongClock } from './wrong-clock.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Set it to keep all that the processes write, in a file each. */
const LOG_FOLDER = process.env.FAULT_LOG_FOLDER;
/** What the programs are made of, compiled once: most of what a kill costs a busy machine is the start that follows it. */
const COMPILED = join(tmpdir(), 'pressroom-compiled');
/** Of a machine that does much else. */
const START_MS = 120_000;
/** Raw lines that are kept to explain a failure. */
const MAX_LINES = 60;

/** `chaos-worker`: a worker some of whose jobs misbehave, see chaos-worker.ts. */
export type PartName = 'api' | 'worker' | 'chaos-worker';

/** A line of a process's log. */
export interface Fact {
  event: string;
  [key: string]: unknown;
}

export interface PartProcess {
  name: PartName;
  pid: number;
  /** Resolves with the first such fact of this process, also one of the past. */
  fact(event: string, limitMs: number, matches?: (fact: Fact) => boolean): Promise<Fact>;
  /** Those of this kind so far. */
  facts(event: string): Fact[];
  signal(name: NodeJS.Signals): void;
  /** Sets its clock, if it was started with a wrong one; resolves when it goes by it. */
  setClock(clock: WrongClock): Promise<void>;
  /** Exit code or signal. */
  exit: Promise<number | NodeJS.Signals>;
  hasEnded(): boolean;
  /** The last lines that it wrote. */
  tail(): string;
}

export interface PartOptions {
  /** Without it the clock is the machine's. */
  clock?: WrongClock;
  /** Of JavaScript objects. */
  maxHeapMegabytes?: number;
}

const PROGRAMS: Readonly<Record<PartName, string>> = {
  api: 'src/main.ts',
  worker: 'workers/main.ts',
  'chaos-worker': 'test/faults/rig/chaos-worker.ts',
};

const READY: Readonly<Record<PartName, string>> = {
  api: 'api.ready',
  worker: 'worker.ready',
  'chaos-worker': 'worker.ready',
};

/** Starts the API or a worker as production does, and returns when it says that it is ready. */
export async function startPart(
  name: PartName,
  environment: Readonly<Record<string, string>>,
  keeper: Keeper,
  options: PartOptions = {},
): Promise<PartProcess> {
  const part = spawnPart(name, environment, keeper, options);
  const ended = part.exit.then((how) => Promise.reject(new Error(`The ${name} ended (${how}):\n${part.tail()}`)));
  try {
    await Promise.race([part.fact(READY[name], START_MS), ended]);
  } catch (error) {
    part.signal('SIGKILL'); // or it would come up later, beside the next one
    throw error;
  }
  ended.catch(() => undefined);
  return part;
}

/** The same without waiting: it may end before it is ready. */
export function spawnPart(
  name: PartName,
  environment: Readonly<Record<string, string>>,
  keeper: Keeper,
  options: PartOptions = {},
): PartProcess {
  const clock = options.clock && wrongClock(options.clock, keeper);
  const heap = options.maxHeapMegabytes ? [`--max-old-space-size=${options.maxHeapMegabytes}`] : [];
  const child = spawn(process.execPath, [...heap, ...(clock?.nodeArguments ?? []), PROGRAMS[name]], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LOG_LEVEL: 'info',
      NODE_COMPILE_CACHE: COMPILED,
      ...clock?.environment,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  keeper.process(name, pid);
  const part = follow(name, pid, child);
  let jumps = 0;
  return {
    ...part,
    async setClock(next) {
      if (!clock) throw new Error(`The ${name} was started with a right clock, which cannot be set`);
      clock.set(next);
      const no = (jumps += 1);
      part.signal('SIGUSR2');
      await part.fact('clock.jumped', START_MS, (fact) => fact.no === no);
    },
  };
}

function follow(name: PartName, pid: number, child: ChildProcess): Omit<PartProcess, 'setClock'> {
  const facts: Fact[] = [];
  const lines: string[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream! }).on('line', (line) => {
      if (LOG_FOLDER) appendFileSync(join(LOG_FOLDER, `${name}-${pid}.log`), `${line}\n`);
      lines.push(line);
      if (lines.length > MAX_LINES) lines.shift();
      const fact = asFact(line);
      if (fact) facts.push(fact);
      if (fact) news.emit('fact', fact);
    });
  }
  const exit = once(child, 'exit').then(([code, signal]) => {
    ended = true;
    return (signal ?? code) as number | NodeJS.Signals;
  });
  return {
    name,
    pid,
    fact(event, limitMs, matches = () => true) {
      const isIt = (fact: Fact): boolean => fact.event === event && matches(fact);
      const past = facts.find(isIt);
      if (past) return Promise.resolve(past);
      const { promise, resolve } = Promise.withResolvers<Fact>();
      const listen = (fact: Fact): void => void (isIt(fact) && resolve(fact));
      news.on('fact', listen);
      return inTime(`${name} logs ${event}`, limitMs, promise).finally(() => news.off('fact', listen));
    },
    facts: (event) => facts.filter((fact) => fact.event === event),
    signal: (signal) => void (ended || child.kill(signal)),
    exit,
    hasEnded: () => ended,
    tail: () => lines.join('\n'),
  };
}

function asFact(line: string): Fact | undefined {
  try {
    const fact = JSON.parse(line) as Fact;
    return typeof fact.event === 'string' ? fact : undefined;
  } catch {
    return undefined;
  }
}
