import { monitorEventLoopDelay, type ELDHistogram } from 'node:perf_hooks';
import type { Readiness } from '../../contract/types.ts';
import { schemaFault } from '../../db/migrate.ts';
import type { Queryable } from '../../db/pool.ts';
import { messageOf, Problem, type Fault } from '../../errors.ts';
import type { HttpContext, Route } from '../context.ts';
import { shareRecent } from '../share-recent.ts';

const MAX_WAIT_MS = 2_000;
const RETRY_SECONDS = 1;
/** Anyone may ask, as often as they like: the database is asked no more often than this. */
const SHARED_MS = 1_000;
/** A process that did not get to anything for so long is no place to send requests to. */
const MAX_BLOCKED_MS = 2_000;

/** What there is to be found out; the rest is known at any time. */
interface Findings {
  database: Found<DatabaseState>;
  blockedMs: number;
}

/** GET /readyz: whether requests can be served. */
export const readyz: Route = (context) => {
  const readBlockedMs = watchEventLoop();
  const look = shareRecent(async (): Promise<Findings> => {
    // Not with a connection of the requests': a process that has much to do is ready all the same.
    const database = await withinTime(lookAtDatabase(context.core.pool.patient));
    return { database, blockedMs: readBlockedMs() };
  }, SHARED_MS);
  return async (req, res) => {
    const { checks, errors } = judge(context, await look());
    const answer: Readiness = { status: 'ready', checks };
    if (errors.length === 0) {
      res.json(answer);
      return;
    }
    req.log.debug({ event: 'http.not-ready', errors });
    const failed = errors.map(({ pointer }) => pointer).join(', ');
    throw new Problem('unavailable', `The service is not ready: ${failed}.`, {
      errors,
      retryAfterSeconds: RETRY_SECONDS,
    });
  };
};

interface DatabaseState {
  takesWrites: boolean;
  schemaFault: string | null;
}

async function lookAtDatabase(db: Queryable): Promise<DatabaseState> {
  const [row] = await db.query<{ setting: string }>(
    `select current_setting('transaction_read_only') as setting`, // on at a standby, too
  );
  return { takesWrites: row?.setting === 'off', schemaFault: await schemaFault((text) => db.query(text)) };
}

function judge({ listener, stopping }: HttpContext, { database, blockedMs }: Findings) {
  const state = 'value' in database ? database.value : null;
  const checks: Readiness['checks'] = {
    database: state?.takesWrites === true,
    migrations: state !== null && state.schemaFault === null,
    listener: listener.isConnected(),
    notDraining: !stopping.aborted,
  };
  const errors = Object.entries(checks).flatMap(([name, ok]): Fault[] =>
    ok ? [] : [{ pointer: name, detail: SAYS[name] ?? 'fails' }],
  );
  if (blockedMs > MAX_BLOCKED_MS) errors.push({ pointer: 'eventLoop', detail: 'the process was stuck' });
  return { checks, errors };
}

const SAYS: Readonly<Record<string, string>> = {
  database: 'does not answer, or takes no writes',
  migrations: 'the schema is not the one that this process was built for',
  listener: 'changes are not heard of at once',
  notDraining: 'the process is shutting down',
};

/** @returns tells for how long nothing could be done at all, since it was last asked; how long starting took is no sign. */
function watchEventLoop(): () => number {
  let delays: ELDHistogram | undefined;
  return () => {
    const blockedMs = (delays?.max ?? 0) / 1e6;
    delays?.reset();
    delays ??= watchNow();
    return blockedMs;
  };
}

function watchNow(): ELDHistogram {
  const delays = monitorEventLoopDelay({ resolution: 100 });
  delays.enable();
  return delays;
}

type Found<T> = { value: T } | { fault: string };

async function withinTime<T>(work: Promise<T>): Promise<Found<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ fault: string }>((resolve) => {
    timer = setTimeout(() => resolve({ fault: 'too late' }), MAX_WAIT_MS);
  });
  const done = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ fault: messageOf(error) }),
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
