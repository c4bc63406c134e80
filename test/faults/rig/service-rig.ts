import { jobTypes } from '../../../src/contract/contract.ts';
import { installDatabase } from '../../../src/jobs/install.ts';
import { freePort } from '../../../scripts/embedded-postgres/ports.ts';
import { startCrashingPostgres, type CrashingPostgres } from '../servers/crashing-postgres.ts';
import { startKeeper, type Keeper } from './keeper.ts';
import type { Victim } from '../nemesis/nemesis.ts';
import { startPart, type PartName, type PartProcess } from './part-process.ts';
import { inTime } from './waiting.ts';

/** The whole service as processes, each of which can be killed and started again. */
export interface ServiceRig {
  url: string;
  databaseUrl: string;
  victims: readonly Victim[];
  /** What a process did that nobody made it do, in words: it must not end because another one was killed. */
  surprises: string[];
  /** Rejects at the first of them: there is no point in going on. */
  surprised: Promise<never>;
  /** How often a process that was starting gave up because the database went away just then. */
  brokenStarts(): number;
  /** Whether the database is up and a process is there that reconciles. */
  isServed(): boolean;
  /** Stops all of it in order. @returns what could not be stopped in order, in words */
  stop(): Promise<string[]>;
}

const STOP_MS = 20_000;
/** As a supervisor does; the limit is against a start that never works. */
const MAX_STARTS = 10;

export async function startRig(): Promise<ServiceRig> {
  const keeper = startKeeper();
  const postgres = await startCrashingPostgres(keeper);
  await installDatabase(postgres.url, jobTypes);
  const port = await freePort();
  const environment = { DATABASE_URL: postgres.url, PORT: String(port), DRAIN_SECONDS: '10' };
  const surprises: string[] = [];
  const { promise: surprised, reject } = Promise.withResolvers<never>();
  surprised.catch(() => undefined); // whoever waits for it gets the rejection
  const onSurprise = (words: string): void => {
    surprises.push(words);
    reject(new Error(words));
  };
  const parts = (['api', 'worker'] as const).map((name) => rigPart(name, environment, keeper, onSurprise));
  await Promise.all(parts.map((part) => part.victim.start()));
  return {
    url: `http://127.0.0.1:${port}`,
    databaseUrl: postgres.url,
    victims: [...parts.map((part) => part.victim), { ...postgres, name: 'postgres' }],
    surprises,
    surprised,
    brokenStarts: () => parts.reduce((sum, part) => sum + part.brokenStarts(), 0),
    isServed: () => postgres.isUp() && parts.some((part) => part.running() !== undefined),
    stop: () => stopAll(parts, postgres, keeper),
  };
}

interface RigPart {
  victim: Victim;
  running(): PartProcess | undefined;
  brokenStarts(): number;
}

function rigPart(
  name: PartName,
  environment: Readonly<Record<string, string>>,
  keeper: Keeper,
  onSurprise: (words: string) => void,
): RigPart {
  let current: PartProcess | undefined;
  let broken = 0;

  async function start(): Promise<void> {
    for (let starts = 1; ; starts += 1) {
      try {
        watch(await startPart(name, environment, keeper));
        return;
      } catch (error) {
        if (starts === MAX_STARTS) throw error;
        broken += 1;
      }
    }
  }
  function watch(part: PartProcess): void {
    current = part;
    void part.exit.then((how) => {
      if (current === part) onSurprise(`The ${name} ended by itself (${how}):\n${part.tail()}`);
    });
  }
  return {
    running: () => current,
    brokenStarts: () => broken,
    victim: {
      name,
      start,
      async kill() {
        const part = current;
        if (!part) throw new Error(`The ${name} does not run`);
        current = undefined;
        part.signal('SIGKILL');
        await part.exit;
      },
    },
  };
}

async function stopAll(parts: readonly RigPart[], postgres: CrashingPostgres, keeper: Keeper): Promise<string[]> {
  const left: string[] = [];
  const running = parts.flatMap((part) => part.running() ?? []);
  for (const part of running) part.signal('SIGTERM');
  for (const part of running) {
    const how = await inTime(`the ${part.name} stops`, STOP_MS, part.exit).catch((error: Error) => error.message);
    if (how !== 0) left.push(`the ${part.name} stopped with ${how}:\n${part.tail()}`);
  }
  await postgres.stop();
  return [...left, ...(await keeper.finish())];
}
