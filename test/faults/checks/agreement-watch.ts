import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again, from outside, whether every job agrees with the queue's record of it. Both tables are read by
 * one statement, so what disagrees in it did so at one instant.
 */
export interface AgreementWatch {
  /** How long a job disagreed at most, without a break, while there was somebody to repair it. */
  longestMs: number;
  /** Which job that was, and how. */
  longest: string;
  /** The jobs that disagree right now, in words. */
  disagreeing(): Promise<string[]>;
  samples: number;
  stop(): Promise<void>;
}

const SAMPLE_MS = 100;

const DISAGREEING = `
  select coalesce(d.id, q.id) as id,
    format('%s %s lease %s; queue: %s retry %s', coalesce(d.id, q.id), d.status, d.lease_no, q.state, q.retry_count) as words
  from pressroom.document_jobs d full join pgboss.job q on q.id = d.id and q.name = d.type
  where (d.id is not null or q.name in ('spreadsheet', 'document', 'pdf', 'presentation')) and not case
    when d.id is null or d.finished_at is not null then q.id is null or q.state::text not in ('created', 'retry', 'active')
    when q.id is null then false
    when d.status in ('running', 'cancelling') then q.state = 'active' and q.retry_count = d.lease_no
    else q.state::text in ('created', 'retry') end`;

/** @param isServed whether the database is up and a process is there that reconciles; else no time is counted */
export function watchAgreement(databaseUrl: string, isServed: () => boolean): AgreementWatch {
  const since = new Map<string, number>();
  const stopping = new AbortController();
  const watch: AgreementWatch = {
    longestMs: 0,
    longest: '',
    samples: 0,
    disagreeing: async () => (await look()).map((row) => row.words),
    stop,
  };
  let client: pg.Client | undefined;

  async function look(): Promise<{ id: string; words: string }[]> {
    client ??= await connect(databaseUrl, () => (client = undefined));
    return (await client.query<{ id: string; words: string }>(DISAGREEING)).rows;
  }

  async function sample(): Promise<void> {
    const found = isServed() ? await look().catch(() => null) : null;
    const now = performance.now();
    if (!found || !isServed()) return since.clear();
    watch.samples += 1;
    const words = new Map(found.map((row) => [row.id, row.words]));
    for (const id of since.keys()) if (!words.has(id)) since.delete(id);
    for (const [id, how] of words) {
      since.set(id, since.get(id) ?? now);
      const ms = now - since.get(id)!;
      if (ms > watch.longestMs) [watch.longestMs, watch.longest] = [ms, how];
    }
  }

  const sampling = (async () => {
    while (!stopping.signal.aborted) {
      await sample();
      await delay(SAMPLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  async function stop(): Promise<void> {
    stopping.abort();
    await sampling;
    await client?.end();
  }
  return watch;
}

async function connect(url: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'fault-test-watch', query_timeout: 5_000 });
  client.on('error', onLost).on('end', onLost);
  await client.connect();
  return client;
}
