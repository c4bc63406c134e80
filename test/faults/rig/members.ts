import type { PostgresProxy } from '../network/postgres-proxy.ts';
import { startPostgresProxy } from '../network/postgres-proxy.ts';
import type { Keeper } from './keeper.ts';
import { startPart, type Fact, type PartName, type PartProcess } from './part-process.ts';
import { inTime } from './waiting.ts';

/** A process of the service, which ends and is started again, and its own way to Postgres. */
export interface Member {
  readonly name: string;
  readonly kind: 'api' | 'worker';
  readonly database: PostgresProxy;
  pid(): number;
  start(): Promise<void>;
  /** Ends it without a warning. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** As at a deployment: it may finish what it is at. */
  stop(): Promise<void>;
  /** The handlers that it started, in all its lives. */
  started(): readonly Fact[];
  /** Ends it for good, and its way to Postgres. @returns what was not in order, in words */
  close(): Promise<string[]>;
}

export interface MemberOptions {
  name: string;
  kind: Member['kind'];
  program: PartName;
  maxHeapMegabytes?: number | undefined;
  postgresPort: number;
  /** Of its environment, given its own way to Postgres. */
  environment: (databasePort: number) => Readonly<Record<string, string>>;
  keeper: Keeper;
  /** Whether an end was to be expected that nobody made; asked once for each. */
  mayEnd: (how: unknown) => boolean;
  /** Told, in words, of an end that was not, and when it cannot be started again. */
  onSurprise: (words: string) => void;
}

const STOP_MS = 30_000;
/** A worker that could not settle its last jobs, for Postgres was away, leaves them, and says so by its exit code. */
const COULD_NOT_SETTLE = /"job\.settle-failed"[^]*"worker\.jobs-left"/;
/** As a supervisor does; the limit is against a start that never works. */
const MAX_STARTS = 20;

export async function createMember(options: MemberOptions): Promise<Member> {
  const { name, kind, program, keeper } = options;
  const database = await startPostgresProxy(options.postgresPort);
  const lives: PartProcess[] = [];
  let current: PartProcess | undefined;
  let starting: Promise<void> | undefined;
  let isClosing = false;

  /** One at a time: a job may have ended it just before a fault does. */
  function start(): Promise<void> {
    if (current) return Promise.resolve();
    return (starting ??= startAgain().finally(() => (starting = undefined)));
  }
  async function startAgain(): Promise<void> {
    const { maxHeapMegabytes } = options;
    for (let starts = 1; ; starts += 1) {
      try {
        const environment = options.environment(database.port);
        return watch(
          await startPart(program, environment, keeper, { ...(maxHeapMegabytes ? { maxHeapMegabytes } : {}) }),
        );
      } catch (error) {
        if (isClosing || starts === MAX_STARTS) throw error;
      }
    }
  }
  function watch(part: PartProcess): void {
    lives.push(part);
    current = part;
    void part.exit.then((how) => {
      if (current !== part) return;
      current = undefined;
      if (!options.mayEnd(how)) return options.onSurprise(`${name} ended by itself (${how}):\n${part.tail()}`);
      start().catch((error) => options.onSurprise(`${name} could not be started again: ${String(error)}`));
    });
  }
  /** Its end is then no surprise. */
  function take(): PartProcess | undefined {
    const part = current;
    current = undefined;
    return part;
  }
  async function end(part: PartProcess | undefined): Promise<string[]> {
    if (!part) return [];
    part.signal('SIGTERM');
    part.signal('SIGCONT');
    const how = await inTime(`${name} stops`, STOP_MS, part.exit).catch((error: Error) => error.message);
    const tail = part.tail();
    if (how === 0 || (how === 1 && COULD_NOT_SETTLE.test(tail))) return [];
    return options.mayEnd(how) ? [] : [`${name} stopped with ${how}:\n${tail}`]; // a job can end it just then
  }
  return {
    name,
    kind,
    database,
    pid: () => current?.pid ?? 0,
    start,
    async kill() {
      const part = take();
      part?.signal('SIGKILL');
      await part?.exit;
    },
    freeze: () => current?.signal('SIGSTOP'),
    thaw: () => current?.signal('SIGCONT'),
    async stop() {
      const faults = await end(take());
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
    started: () => lives.flatMap((part) => part.facts('job.started')),
    async close() {
      isClosing = true;
      await starting?.catch(() => undefined); // told to whoever started it
      const faults = await end(take());
      await database.close();
      return faults;
    },
  };
}
