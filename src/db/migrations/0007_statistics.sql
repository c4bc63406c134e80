-- Figures that cost no look at the jobs themselves.

-- How many finished jobs there are. Each end and each removal leaves its change in its own transaction; changes are put
-- together from time to time. So the sum of both tables is exact at every instant, and no two ends wait for each other.
create table pressroom.finished_counts (
  tenant      text not null,
  type        text not null,
  status      text not null,
  count       bigint not null,
  primary key (tenant, type, status)
);
create table pressroom.finished_changes (
  tenant      text not null,
  type        text not null,
  status      text not null,
  change      bigint not null
);
alter table pressroom.finished_changes set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 2147483647, autovacuum_vacuum_cost_limit = 2000);

create function pressroom.count_finished() returns trigger language plpgsql as $$
begin
  insert into pressroom.finished_changes (tenant, type, status, change) values (new.tenant, new.type, new.status, 1);
  return null;
end $$;
create function pressroom.count_removed() returns trigger language plpgsql as $$
begin
  insert into pressroom.finished_changes (tenant, type, status, change)
    select tenant, type, status, -count(*) from gone where finished_at is not null group by tenant, type, status;
  return null;
end $$;
create trigger ended_is_counted after update on pressroom.document_jobs
  for each row when (old.finished_at is null and new.finished_at is not null) execute function pressroom.count_finished();
create trigger inserted_is_counted after insert on pressroom.document_jobs
  for each row when (new.finished_at is not null) execute function pressroom.count_finished();
create trigger removed_is_counted after delete on pressroom.document_jobs
  referencing old table as gone for each statement execute function pressroom.count_removed();

-- After the triggers, whose making keeps all changes out until this is committed: nothing is missed, nothing counted twice.
insert into pressroom.finished_counts (tenant, type, status, count)
  select tenant, type, status, count(*) from pressroom.document_jobs where finished_at is not null group by tenant, type, status;

-- What happened in each minute, later in each hour. The sequencer adds what it gives feed numbers to, so that every event
-- counts once. A wait is the time from when a job was due to the start of an attempt; a run that of an attempt that
-- completed its job. The buckets are counts of those shorter than the bounds that the code knows, the last of the rest.
create table pressroom.job_flow (
  tenant           text not null,
  span_seconds     integer not null check (span_seconds in (60, 3600)),
  at               timestamptz not null,   -- when the span begins
  type             text not null,
  created          integer not null,
  started          integer not null,       -- attempts
  completed        integer not null,
  failed           integer not null,
  cancelled        integer not null,
  expired          integer not null,
  retries          integer not null,       -- attempts that ended with another one to come
  wait_seconds     double precision not null,
  wait_seconds_max double precision not null,
  wait_buckets     integer[] not null,
  run_seconds      double precision not null,
  run_seconds_max  double precision not null,
  run_buckets      integer[] not null,
  primary key (tenant, span_seconds, at, type)
);
create index job_flow_by_age on pressroom.job_flow (span_seconds, at);

create function pressroom.add_counts(one integer[], other integer[]) returns integer[] language sql immutable as
  'select array_agg(coalesce(a, 0) + coalesce(b, 0) order by place) from unnest(one, other) with ordinality as counts(a, b, place)';

-- Nothing reads the view job_statistics any more, which reads every job of a tenant. It stays for processes of the release
-- before, which go on while this one is rolled out; the next release drops it.
