-- Files: the bytes apart from what refers to them, so that an upload is a file too and several files can share bytes.

-- One row a stored byte sequence, wherever the bytes are. It is whole once sha256 is set, which is done in the
-- transaction that makes it the bytes of an artifact or an upload.
create table pressroom.blobs (
  id          uuid primary key,
  store       text not null check (store in ('postgres', 'folder', 's3')),
  size_bytes  bigint check (size_bytes >= 0),
  sha256      text,
  created_at  timestamptz not null,
  touched_at  timestamptz not null,   -- refreshed while it is being written: one that is silent for long is a dead write
  loose_at    timestamptz,            -- when something let go of it; what nothing refers to by then is garbage
  constraint whole_has_size_and_digest check ((size_bytes is null) = (sha256 is null))
);
create index blobs_loose on pressroom.blobs (loose_at) where loose_at is not null;
create index blobs_unfinished on pressroom.blobs (touched_at) where sha256 is null;

insert into pressroom.blobs (id, store, size_bytes, sha256, created_at, touched_at)
  select id, 'postgres', size_bytes, sha256, created_at, created_at from pressroom.artifacts;

alter table pressroom.artifact_chunks rename to blob_chunks;
alter table pressroom.blob_chunks rename column artifact_id to blob_id;
alter index pressroom.artifact_chunks_pkey rename to blob_chunks_pkey;
alter table pressroom.blob_chunks drop constraint artifact_chunks_artifact_id_fkey,
  add constraint blob_chunks_blob_id_fkey foreign key (blob_id) references pressroom.blobs (id) on delete cascade;

alter table pressroom.artifacts
  add column blob_id    uuid references pressroom.blobs (id),
  add column generator  text,         -- what made it, with its version
  add column recipe     text,         -- a digest of all that its bytes depend on; the same again may share them
  add column preview_of uuid references pressroom.artifacts (id) on delete cascade;
update pressroom.artifacts set blob_id = id;
alter table pressroom.artifacts alter column blob_id set not null;
create index artifacts_by_blob on pressroom.artifacts (blob_id);
create index artifacts_by_preview_of on pressroom.artifacts (preview_of) where preview_of is not null;
create index artifacts_by_recipe on pressroom.artifacts (recipe, created_at desc) where recipe is not null and sha256 is not null;
-- A preview is fetched by its file, not by a name.
drop index pressroom.artifacts_by_name;
create unique index artifacts_by_name on pressroom.artifacts (job_id, name) where sha256 is not null and preview_of is null;
create unique index artifacts_one_preview on pressroom.artifacts (preview_of) where sha256 is not null and preview_of is not null;

-- A file that was sent in, for jobs to read.
create table pressroom.uploads (
  id          uuid primary key,
  tenant      text not null,
  user_id     text,
  name        text not null,
  media_type  text not null,
  blob_id     uuid not null references pressroom.blobs (id),
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
create index uploads_by_blob on pressroom.uploads (blob_id);
create index uploads_to_prune on pressroom.uploads (expires_at);

-- Which uploads a job reads: they stay while it is not finished. Without a reference to uploads, so that a finished job
-- still knows what it read, and a retry of it can tell that something is gone.
create table pressroom.job_uploads (
  job_id      uuid not null references pressroom.document_jobs (id) on delete cascade,
  upload_id   uuid not null,
  primary key (job_id, upload_id)
);
create index job_uploads_by_upload on pressroom.job_uploads (upload_id);

-- Whatever lets go of a blob leaves this mark, so that garbage is found without looking at everything.
create function pressroom.loosen_blobs() returns trigger language plpgsql as $$
begin
  update pressroom.blobs b set loose_at = pressroom.clock() from gone where b.id = gone.blob_id;
  return null;
end $$;
create trigger artifacts_loosen_blobs after delete on pressroom.artifacts
  referencing old table as gone for each statement execute function pressroom.loosen_blobs();
create trigger uploads_loosen_blobs after delete on pressroom.uploads
  referencing old table as gone for each statement execute function pressroom.loosen_blobs();

alter table pressroom.document_jobs
  add column warnings    jsonb not null default '[]',   -- of the latest attempt
  add column reuse       boolean not null default false,
  add column reused_from uuid;                          -- the job whose file is this one's too
