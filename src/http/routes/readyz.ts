import type { Readiness } from '../../contract/types.ts';
import { schemaFault } from '../../db/migrate.ts';
import { messageOf, Problem, type Fault } from '../../errors.ts';
import type { HttpContext, Route } from '../context.ts';
import { shareRecent } from '../share-recent.ts';

const MAX_WAIT_MS = 2_000;
const RETRY_SECONDS = 1;
/** Anyone may ask, as often as they like: the database is asked no more often than this. */
const SCHEMA_KEPT_MS = 1_000;

/** GET /readyz: whether requests can be served. */
export const readyz: Route = (context) => {
  const checkSchema = shareRecent(
    () => withinTime(schemaFault((text) => context.core.pool.query(text))),
    SCHEMA_KEPT_MS,
  );
  return async (req, res) => {
    const { checks, errors } = judge(context, await checkSchema());
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

function judge(
  { listener, stopping }: HttpContext,
  schema: Awaited<ReturnType<typeof withinTime<string | null>>>,
): { checks: Readiness['checks']; errors: Fault[] } {
  const database = 'value' in schema;
  const checks = {
    database,
    migrations: database && schema.value === null,
    listener: listener.isConnected(),
    notDraining: !stopping.aborted,
  };
  const errors = Object.entries(checks).flatMap(([name, ok]) =>
    ok ? [] : [{ pointer: name, detail: SAYS[name] ?? 'fails' }],
  );
  return { checks, errors };
}

const SAYS: Readonly<Record<string, string>> = {
  database: 'does not answer',
  migrations: 'the schema is not the one that this process was built for',
  listener: 'changes are not heard of at once',
  notDraining: 'the process is shutting down',
};

async function withinTime<T>(work: Promise<T>): Promise<{ value: T } | { fault: string }> {
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
