-- The core schema. Invariants that the code keeps are stated here once more, as CHECKs, so that no bug can store what
-- must never be: the code decides, the schema defends itself.

-- The one clock of the service: every "now" in its SQL. Tests put a clock of their own behind it.
create function pressroom.clock() returns timestamptz language sql stable as 'select now()';

-- One row a job, the mirror of the queue's own record and the truth for every client.
create table pressroom.document_jobs (
  id                   uuid primary key,
  tenant               text not null,
  user_id              text,
  session_id           text,
  message_id           text,
  tags                 text[] not null default '{}',
  metadata             jsonb not null default '{}',
  type                 text not null,
  title                text,
  input                json not null,          -- kept as sent; never queried into
  priority             integer not null,
  max_attempts         integer not null,
  timeout_seconds      integer not null,       -- of one attempt
  retry_delay_seconds  integer not null,
  retry_backoff        text not null,
  retry_max_delay_seconds integer not null,
  retention_seconds    integer not null,

  status               text not null,
  attempt              integer not null default 0,   -- what a user calls a try; 0 before the first
  lease_no             integer,                      -- the fence: the queue's retry count at the last claim
  worker_id            text,
  progress_percent     double precision not null default 0,
  progress_stage       text,
  progress_message     text,
  progress_updated_at  timestamptz,
  checkpoint           jsonb,
  result               jsonb,
  main_artifact_id     uuid,
  error                jsonb,
  last_seq             integer not null,
  cancel_requested_at  timestamptz,
  cancel_reason        text,
  cancel_outcome       text,
  cancel_settled_at    timestamptz,
  retried_from         uuid,

  created_at           timestamptz not null,
  run_at               timestamptz not null,         -- asked for; created_at when nothing was
  due_at               timestamptz not null,         -- when it may be claimed next: run_at, later the end of a backoff
  start_deadline_at    timestamptz,
  started_at           timestamptz,                  -- of the first attempt
  heartbeat_at         timestamptz,
  finished_at          timestamptz,
  expires_at           timestamptz,                  -- when a finished job may be pruned

  constraint status_known check (status in
    ('scheduled', 'queued', 'running', 'retrying', 'cancelling', 'completed', 'failed', 'cancelled', 'expired')),
  constraint finished_exactly_when_terminal check
    ((finished_at is not null) = (status in ('completed', 'failed', 'cancelled', 'expired'))),
  constraint expires_exactly_when_finished check ((expires_at is not null) = (finished_at is not null)),
  constraint held_under_a_lease check (status not in ('running', 'cancelling') or (lease_no is not null and worker_id is not null)),
  constraint attempts_within_limit check (attempt between 0 and max_attempts),
  constraint percent_in_range check (progress_percent between 0 and 100),
  constraint priority_in_range check (priority between -100 and 100),
  constraint backoff_known check (retry_backoff in ('exponential', 'fixed')),
  constraint cancel_outcome_known check (cancel_outcome in ('pending', 'acknowledged', 'abandoned', 'before-start')),
  constraint cancelling_was_asked_for check (status not in ('cancelling', 'cancelled') or cancel_requested_at is not null),
  constraint cancelled_says_how check ((status = 'cancelled') = (cancel_settled_at is not null and cancel_outcome <> 'pending')),
  constraint failed_says_why check (status not in ('failed', 'expired') or error is not null),
  constraint first_event_exists check (last_seq >= 1)
);

-- A terminal job never changes again.
create function pressroom.refuse_change_of_terminal_job() returns trigger language plpgsql as $$
begin
  raise exception 'job % is % and cannot change', old.id, old.status using errcode = 'integrity_constraint_violation';
end $$;
create trigger terminal_is_final before update on pressroom.document_jobs
  for each row when (old.finished_at is not null) execute function pressroom.refuse_change_of_terminal_job();

create index document_jobs_by_tenant on pressroom.document_jobs (tenant, id desc);
create index document_jobs_by_user on pressroom.document_jobs (tenant, user_id, id desc) where user_id is not null;
create index document_jobs_by_session on pressroom.document_jobs (tenant, session_id, id desc) where session_id is not null;
create index document_jobs_by_tag on pressroom.document_jobs using gin (tags);
create index document_jobs_waiting on pressroom.document_jobs (type, priority desc, created_at, id)
  where status in ('scheduled', 'queued', 'retrying');
create index document_jobs_held on pressroom.document_jobs (type, id) where status in ('running', 'cancelling');
create index document_jobs_finished on pressroom.document_jobs (tenant, finished_at) where finished_at is not null;
create index document_jobs_completed on pressroom.document_jobs (type, finished_at desc) where status = 'completed';
create index document_jobs_to_prune on pressroom.document_jobs (expires_at) where expires_at is not null;
create index document_jobs_to_expire on pressroom.document_jobs (start_deadline_at)
  where start_deadline_at is not null and started_at is null and finished_at is null;
create unique index document_jobs_retried_once on pressroom.document_jobs (retried_from) where retried_from is not null;

-- Append-only. seq counts from 1 within its job and has no gap: it is taken from the job's row, under that row's lock.
-- ord is taken under the same lock, so within a job it rises with seq; across jobs it only helps to find new events.
-- feed_pos is the event's gapless number in its tenant's feed, given after the commit (see the sequencer).
create table pressroom.job_events (
  job_id      uuid not null references pressroom.document_jobs (id) on delete cascade,
  seq         integer not null check (seq >= 1),
  ord         bigint generated always as identity,
  tenant      text not null,
  type        text not null check (type in ('status', 'progress', 'log', 'checkpoint', 'artifact',
                                            'job-complete', 'job-failed', 'job-cancelled', 'job-expired')),
  attempt     integer not null,
  data        jsonb not null,
  created_at  timestamptz not null,
  feed_pos    bigint,
  primary key (job_id, seq)
);
create index job_events_unnumbered on pressroom.job_events (ord) where feed_pos is null;
create unique index job_events_feed on pressroom.job_events (tenant, feed_pos) where feed_pos is not null;

-- Where each tenant's feed ends, and up to where events may have been pruned.
create table pressroom.feed_heads (
  tenant      text primary key,
  last_pos    bigint not null,
  pruned_pos  bigint not null default 0
);

-- A file that a job made. Not visible before sha256 is set, which is done when all its chunks are there.
create table pressroom.artifacts (
  id          uuid primary key,
  job_id      uuid not null references pressroom.document_jobs (id) on delete cascade,
  name        text not null,
  media_type  text not null,
  lease_no    integer not null,
  size_bytes  bigint,
  sha256      text,
  created_at  timestamptz not null,
  constraint whole_has_size_and_digest check ((size_bytes is null) = (sha256 is null))
);
create unique index artifacts_by_name on pressroom.artifacts (job_id, name) where sha256 is not null;
create index artifacts_by_job on pressroom.artifacts (job_id);

create table pressroom.artifact_chunks (
  artifact_id uuid not null references pressroom.artifacts (id) on delete cascade,
  no          integer not null check (no >= 0),
  bytes       bytea not null,
  primary key (artifact_id, no)
);
alter table pressroom.artifact_chunks alter column bytes set storage external; -- already compressed formats; ranges stay cheap

-- owner is the user that the credential is bound to, or '' : one user cannot replay another's key.
create table pressroom.idempotency_keys (
  tenant      text not null,
  owner       text not null,
  key         text not null,
  fingerprint text not null,
  job_id      uuid not null,
  expires_at  timestamptz not null,
  primary key (tenant, owner, key)
);
create index idempotency_keys_to_prune on pressroom.idempotency_keys (expires_at);

-- What is left of a job that was deleted or pruned: enough to answer "gone".
create table pressroom.tombstones (
  job_id      uuid primary key,
  tenant      text not null,
  user_id     text,
  session_id  text,
  reason      text not null check (reason in ('deleted', 'pruned')),
  gone_at     timestamptz not null
);
create index tombstones_to_prune on pressroom.tombstones (gone_at);

-- Live worker processes; a row not refreshed for a few seconds belongs to a dead one.
create table pressroom.workers (
  id          text primary key,
  types       text[] not null,
  concurrency integer not null check (concurrency >= 1),
  running     integer not null default 0,
  started_at  timestamptz not null,
  seen_at     timestamptz not null
);

-- A key is `prk_<id>_<secret>`; only a hash of the secret is kept.
create table pressroom.api_keys (
  id            text primary key,
  tenant        text not null,
  user_id       text,
  name          text not null,
  scopes        text[] not null,
  secret_sha256 text not null,
  created_at    timestamptz not null,
  expires_at    timestamptz,
  revoked_at    timestamptz,
  last_used_at  timestamptz
);

-- Short-lived, read-only, for one user, one session or a few jobs. What a token may see is all of its set columns at once.
-- A token made with an API key ends with that key.
create table pressroom.stream_tokens (
  token_sha256 text primary key,
  tenant       text not null,
  user_id      text,
  session_id   text,
  job_ids      uuid[],
  api_key_id   text references pressroom.api_keys (id),
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
create index stream_tokens_to_prune on pressroom.stream_tokens (expires_at);

-- One row per tenant and type that has jobs: what waits, what runs, and the last hour's figures.
create view pressroom.job_statistics as
select tenant, type,
  count(*) filter (where status = 'scheduled')  as scheduled,
  count(*) filter (where status = 'queued')     as queued,
  count(*) filter (where status = 'running')    as running,
  count(*) filter (where status = 'retrying')   as retrying,
  count(*) filter (where status = 'cancelling') as cancelling,
  count(*) filter (where status = 'completed')  as completed,
  count(*) filter (where status = 'failed')     as failed,
  count(*) filter (where status = 'cancelled')  as cancelled,
  count(*) filter (where status = 'expired')    as expired,
  count(*) filter (where status = 'completed' and finished_at > pressroom.clock() - interval '1 hour') as completed_last_hour,
  count(*) filter (where status = 'failed'    and finished_at > pressroom.clock() - interval '1 hour') as failed_last_hour,
  avg(extract(epoch from started_at - run_at))
    filter (where started_at > pressroom.clock() - interval '1 hour')  as average_wait_seconds,
  avg(extract(epoch from finished_at - started_at))
    filter (where status = 'completed' and finished_at > pressroom.clock() - interval '1 hour') as average_run_seconds,
  min(due_at) filter (where status in ('scheduled', 'queued', 'retrying') and due_at <= pressroom.clock()) as oldest_due_at
from pressroom.document_jobs
group by tenant, type;
