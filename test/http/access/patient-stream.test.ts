import { expect, test } from '@jest/globals';
import type { Pool } from '../../../src/db/pool.ts';
import { withDatabase } from '../../access/with-database.ts';
import { createStreamToken } from '../../../src/access/stream-tokens.ts';
import { startGuardedApp } from './guarded-app.ts';

const db = withDatabase();
const VIEW = { tenant: 'acme', userId: null, sessionId: null, jobIds: null };

/** The database, away for the first few statements. */
function awayFor(statements: number): Pool {
  let left = statements;
  const away = (): Promise<never> => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
  const query: Pool['query'] = (text, values) => (left-- > 0 ? away() : db.pool.query(text, values));
  return { ...db.pool, query };
}

test('a stream waits for a database that is away; any other request is told', async () => {
  const { token } = await createStreamToken(db.pool, VIEW, 900);
  const app = await startGuardedApp({ pool: awayFor(2) });
  const path = `/api/events?streamToken=${token}`;
  try {
    expect(await app.ask(path, { headers: { accept: 'application/json' } })).toMatchObject({ status: 503 });
    expect(await app.ask(path, { headers: { accept: 'text/event-stream' } })).toMatchObject({ status: 200 });
  } finally {
    await app.close();
  }
});
