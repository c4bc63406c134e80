/** One fault of our own, made on purpose, and the suite that must notice it. */
export interface Mutant {
  /** What the code no longer does. */
  name: string;
  file: string;
  /** Each text, which must be there, becomes the other. */
  edits: readonly (readonly [string, string])[];
  /** `chaos`: with these kinds of faults; else a test file of ours, and a part of the name of a test. */
  noticedBy: { chaos: string } | { test: string; name?: string };
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'a worker’s writes are not fenced by its lease',
    file: 'src/jobs/lease-store.ts',
    edits: [
      [
        `d.id = $1 and d.lease_token = $2 and d.status = 'running'`,
        `d.id = $1 and $2::uuid is not null and d.status = 'running'`,
      ],
    ],
    noticedBy: { test: 'test/faults/lost-worker.test.ts', name: 'frozen while it writes' },
  },
  {
    name: 'an attempt is settled by the bare id of its job',
    file: 'src/jobs/settle-job.ts',
    edits: [
      [`record?.state !== 'active' || record.retryCount !== lease.leaseNo`, `record?.state !== 'active'`],
      [`job && isHeld && job.leaseToken === lease.token ? job`, `job && isHeld ? job`],
      [
        `const job = await lockHeldJob(core, tx, type, lease);`,
        `const job = await lockHeldJob(core, tx, type, lease);\n    if (job) lease = { ...lease, leaseNo: job.leaseNo ?? 0 };`,
      ],
    ],
    noticedBy: { test: 'test/jobs/fences.test.ts' },
  },
  {
    name: 'the queue’s record is settled in one transaction, row and event in the next',
    file: 'src/jobs/settle-job.ts',
    edits: [
      [
        `    await dropUnfinishedArtifacts(tx, lease.jobId);\n`,
        `    await dropUnfinishedArtifacts(tx, lease.jobId);\n    await tx.execute('commit');\n    await tx.execute('begin');\n`,
      ],
    ],
    noticedBy: { chaos: 'settle' },
  },
  {
    name: 'now and then an event is not written with its row',
    file: 'src/jobs/job-store.ts',
    edits: [[`at from changed order by id`, `at from changed where random() < 0.95 order by id`]],
    noticedBy: { chaos: 'for a moment' },
  },
  {
    name: 'a create is acknowledged before its commit',
    file: 'src/db/transaction.ts',
    edits: [[`await tx.execute('commit');`, `void tx.execute('commit').catch(() => {});`]],
    noticedBy: { chaos: 'held back' },
  },
  {
    name: 'the Idempotency-Key is not looked at',
    file: 'src/http/idempotency-key.ts',
    edits: [[`if (header === undefined) return null;`, `if (header !== undefined || true) return null;`]],
    noticedBy: { chaos: 'requests arrive twice' },
  },
  {
    name: 'streams rely on NOTIFY: nothing looks again by itself',
    file: 'src/http/streams/stream-hub.ts',
    edits: [[`const SWEEP_MS = 1_000;`, `const SWEEP_MS = 1_000_000;`]],
    noticedBy: { test: 'test/http/streams/job-stream.test.ts', name: 'every hint is lost' },
  },
  {
    name: 'nobody reconciles',
    file: 'src/jobs/housekeeping.ts',
    edits: [[`export const RECONCILE_INTERVAL_MS = 2_000;`, `export const RECONCILE_INTERVAL_MS = 2_000_000;`]],
    noticedBy: { test: 'test/faults/lost-worker.test.ts', name: 'given up in time' },
  },
  {
    name: 'a stream that is resumed begins one event later',
    file: 'src/http/streams/cursors.ts',
    edits: [[`return Number(text);`, `return Number(text) + (name === 'Last-Event-ID' ? 1 : 0);`]],
    noticedBy: { chaos: 'clients and API' },
  },
  {
    name: 'a drained worker’s job has used up a try',
    file: 'src/jobs/rules.ts',
    edits: [[`attempt: job.attempt - 1, dueAt: now`, `attempt: job.attempt, dueAt: now`]],
    noticedBy: { test: 'test/faults/worker-stop.test.ts', name: 'costs no attempt' },
  },
  {
    name: 'a job that is being cancelled may complete',
    file: 'src/jobs/settle-job.ts',
    edits: [
      [
        `if (job.status === 'cancelling') return cancelSettled(job, 'acknowledged', job.now);`,
        `if (job.status === 'cancelling') job = { ...job, status: 'running' };`,
      ],
    ],
    noticedBy: { chaos: 'for a moment' },
  },
  {
    name: 'a byte of a file is not stored',
    file: 'src/storage/postgres-store.ts',
    edits: [
      [
        `insertChunk(db, id, no, chunk)`,
        `insertChunk(db, id, no, chunk.subarray(0, chunk.length - (no === 0 ? 1 : 0)))`,
      ],
    ],
    noticedBy: { chaos: 'for a moment' },
  },
];
