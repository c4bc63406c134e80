-- A job whose workers died under it runs alone from then on, so that the jobs beside it are not lost for what it does.
alter table pressroom.document_jobs add column runs_alone boolean not null default false;

-- The fence: unique to each claim. The queue's retry count is given out again when the database lost the claim (a
-- standby that was behind took over, a backup was restored) while the worker that made it lives on.
alter table pressroom.document_jobs add column lease_token uuid;

create index document_jobs_waiting_to_run_alone on pressroom.document_jobs (type, priority desc, created_at, id)
  where runs_alone and status in ('scheduled', 'queued', 'retrying');
