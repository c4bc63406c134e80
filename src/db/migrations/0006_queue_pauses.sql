-- Queues that hand out nothing. A row is a pause; to resume is to remove it.
create table pressroom.queue_pauses (
  type        text primary key,
  paused_at   timestamptz not null,
  reason      text,
  tenant      text not null,   -- of whoever paused it
  paused_by   text not null    -- who that was, as the credential says it
);

-- Whether attempts of a type may begin, asked by each claim before it takes anything. A claim under way holds the lock
-- shared until it commits; whoever pauses waits for it. The look that counts comes after the lock: each statement of a
-- volatile function sees what is committed when that statement begins. The first look is there so that nobody waits
-- in line behind a pause.
create function pressroom.may_claim(claimed_type text) returns boolean language plpgsql volatile as $$
begin
  if exists (select from pressroom.queue_pauses p where p.type = claimed_type) then
    return false;
  end if;
  perform pg_advisory_xact_lock_shared(7072656, hashtext(claimed_type));
  return not exists (select from pressroom.queue_pauses p where p.type = claimed_type);
end $$;

-- What counts live jobs reads this index alone: with the tenant and the due time in it also for one tenant, and since when
-- the oldest waits.
drop index pressroom.document_jobs_live;
create index document_jobs_live on pressroom.document_jobs (id) include (tenant, type, status, due_at) where finished_at is null;

-- What people want to know of a worker, beside its signs of life.
alter table pressroom.workers add column host text, add column version text;

-- When the latest attempt began; null for one that ended before this column was there.
alter table pressroom.document_jobs add column attempt_started_at timestamptz;
update pressroom.document_jobs set attempt_started_at = started_at where status in ('running', 'cancelling');
