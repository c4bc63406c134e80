import type { Queryable } from './pool.ts';

/** The service's time: all that is stored or decided goes by it, whatever the clocks of its processes say. */
export async function databaseTime(db: Queryable): Promise<Date> {
  const [row] = await db.query<{ now: Date }>('select pressroom.clock() as now');
  if (!row) throw new Error('The database did not tell its time');
  return row.now;
}

/** How far this process's clock is ahead of the database's, in milliseconds; negative when it is behind. */
export async function clockSkewMs(db: Queryable): Promise<number> {
  const askedAt = performance.now();
  const time = await databaseTime(db);
  return Date.now() - (performance.now() - askedAt) / 2 - time.getTime();
}
