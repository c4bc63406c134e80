-- Sets of rows that an import stored. They outlive their job, so there is no foreign key onto it.
--
--   filling   an attempt stores rows; last_no tells how far it has come
--   whole     all rows are there; the job has not ended yet
--   ready     visible: its job has completed
--   dropped   its job ended otherwise, or somebody deleted it; the rows are removed soon
create table pressroom.datasets (
  id                uuid primary key,
  tenant            text not null,
  user_id           text,
  session_id        text,
  job_id            uuid not null,
  name              text not null,
  columns           json not null,             -- [{ header, type }]
  source_sha256     text not null,
  state             text not null,
  last_no           integer not null default 0,  -- every record of the file up to this one is stored or refused
  row_count         integer not null default 0,
  rejected_count    integer not null default 0,
  retention_seconds integer not null,
  created_at        timestamptz not null,
  expires_at        timestamptz,
  constraint state_known check (state in ('filling', 'whole', 'ready', 'dropped')),
  constraint counts_fit check (row_count >= 0 and rejected_count >= 0 and row_count + rejected_count <= last_no),
  constraint ready_expires check (state <> 'ready' or expires_at is not null)
);
create unique index datasets_of_job on pressroom.datasets (job_id) where state <> 'dropped';
create index datasets_by_source on pressroom.datasets (tenant, source_sha256) where state = 'ready';
create index datasets_to_remove on pressroom.datasets (expires_at) where state in ('ready', 'dropped');

-- no is the number of the record in the file. key_digest is set where rows must differ in some columns: of two rows with
-- the same digest the database takes the first only, however many there are.
create table pressroom.dataset_rows (
  dataset_id  uuid not null references pressroom.datasets (id) on delete cascade,
  no          integer not null check (no >= 1),
  "values"    json not null,
  key_digest  bytea,
  primary key (dataset_id, no)
);
create unique index dataset_rows_by_key on pressroom.dataset_rows (dataset_id, key_digest) where key_digest is not null;

-- What was refused, until the report of it is written.
create table pressroom.dataset_rejects (
  dataset_id  uuid not null references pressroom.datasets (id) on delete cascade,
  no          integer not null check (no >= 1),
  line        integer not null,
  faults      json not null,                     -- [{ column, value, reason }]
  primary key (dataset_id, no)
);

-- A data set becomes visible in the very transaction that completes its job, and a job that ends otherwise leaves none.
create function pressroom.settle_dataset() returns trigger language plpgsql as $$
begin
  update pressroom.datasets d
  set state = case when new.status = 'completed' and d.state = 'whole' then 'ready' else 'dropped' end,
      expires_at = case when new.status = 'completed' then new.finished_at + make_interval(secs => d.retention_seconds) end
  where d.job_id = new.id and d.state in ('filling', 'whole');
  return null;
end $$;
create trigger dataset_follows_job after update on pressroom.document_jobs
  for each row when (new.finished_at is not null and new.type = 'bulk_import') execute function pressroom.settle_dataset();
