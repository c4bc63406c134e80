-- Tables that are as large as what is in them, and questions that cost as much as their answer.

-- Jobs that are not finished, by id and by count: few among the many that are.
create index document_jobs_live on pressroom.document_jobs (id) include (type, status) where finished_at is null;

-- With due_at, jobs of the future are passed over without a look at their rows.
drop index pressroom.document_jobs_waiting;
create index document_jobs_waiting on pressroom.document_jobs (type, priority desc, created_at, id, due_at)
  where status in ('scheduled', 'queued', 'retrying');

-- Whether anything is due at all, however much waits for its time.
create index document_jobs_due on pressroom.document_jobs (type, due_at) where status in ('scheduled', 'queued', 'retrying');

-- Every job is written, changed several times and deleted. Postgres by default leaves a fifth of a table dead, and of a
-- day's worth of jobs that is much; and it removes dead rows more slowly than these tables make them.
alter table pressroom.document_jobs set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000,
  toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 2000, toast.autovacuum_vacuum_cost_limit = 2000);
alter table pressroom.job_events set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table pressroom.artifacts set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_limit = 2000);
alter table pressroom.blobs set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_limit = 2000);
alter table pressroom.blob_chunks set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_limit = 2000,
  toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 2000, toast.autovacuum_vacuum_cost_limit = 2000);
alter table pressroom.idempotency_keys set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_limit = 2000);
alter table pressroom.tombstones set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_limit = 2000);
