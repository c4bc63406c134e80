import type { Queryable } from '../../src/db/pool.ts';

/** What a table takes, with its indexes and the values that are stored out of line. */
export interface TableSpace {
  table: string;
  rows: number;
  /** Rows that are deleted or replaced, and whose place is not free yet; as the server's statistics have it. */
  deadRows: number;
  tableBytes: number;
  indexBytes: number;
}

const TABLES = `select c.oid, n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('pressroom', 'pgboss') and c.relkind = 'r'`;

/** Every table of both schemas, the largest first. */
export async function readSpace(db: Queryable): Promise<TableSpace[]> {
  const counts = await countRows(db);
  const spaces = await db.query<Omit<TableSpace, 'rows'>>(
    `select name as table, coalesce(s.n_dead_tup, 0) as "deadRows", pg_table_size(t.oid) as "tableBytes",
       pg_indexes_size(t.oid) as "indexBytes"
     from (${TABLES}) t left join pg_stat_all_tables s on s.relid = t.oid order by pg_total_relation_size(t.oid) desc`,
  );
  return spaces.map((space) => ({ ...space, rows: counts.get(space.table) ?? 0 }));
}

/** By name; tables without rows are left out. */
export async function countRows(db: Queryable): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of await db.query<{ name: string }>(TABLES)) {
    const [row] = await db.query<{ count: number }>(`select count(*) as count from ${name}`);
    if (row && row.count > 0) counts.set(name, row.count);
  }
  return counts;
}
