-- The same thing done to many jobs, in the background. Which jobs those are is written down when it is asked for: what
-- matches later is none of them.
create table pressroom.bulk_actions (
  id          uuid primary key,
  tenant      text not null,
  user_id     text,                  -- that the credential was bound to
  created_by  text not null,
  action      text not null check (action in ('cancel', 'retry', 'delete')),
  filter      jsonb,                 -- as it was sent; null when the jobs were named
  reason      text,                  -- of a cancel
  status      text not null check (status in ('queued', 'running', 'completed', 'aborted')),
  matched     integer not null,
  done        integer not null,
  failed      integer not null,
  skipped     jsonb not null,        -- { reason: count }
  failures    jsonb not null,        -- the first of them, [{ jobId, detail }]
  created_at  timestamptz not null,
  started_at  timestamptz,
  worked_at   timestamptz,           -- of its latest batch
  finished_at timestamptz,
  expires_at  timestamptz,
  constraint finished_exactly_when_over check ((finished_at is not null) = (status in ('completed', 'aborted'))),
  constraint expires_exactly_when_finished check ((expires_at is not null) = (finished_at is not null))
);
create index bulk_actions_by_tenant on pressroom.bulk_actions (tenant, id desc);
create index bulk_actions_open on pressroom.bulk_actions (worked_at nulls first, id) where finished_at is null;
create index bulk_actions_to_prune on pressroom.bulk_actions (expires_at) where expires_at is not null;

-- The jobs that are left of it. A row goes in the transaction in which its job is dealt with.
create table pressroom.bulk_action_jobs (
  action_id   uuid not null references pressroom.bulk_actions (id) on delete cascade,
  job_id      uuid not null,
  primary key (action_id, job_id)
);
