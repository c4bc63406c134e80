-- The words that jobs are found by, apart from the jobs: a job's row is written many times, its words once. A job without
-- title and tags has none. The code makes the words (search-words.ts); each begins with a mark of its tenant, so that a
-- search costs what is in its own tenant.
create table pressroom.job_words (
  job_id      uuid primary key references pressroom.document_jobs (id) on delete cascade,
  words       tsvector not null
);
create index job_words_by_word on pressroom.job_words using gin (words);
alter table pressroom.job_words set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);

-- As near as SQL comes to what the code makes.
insert into pressroom.job_words (job_id, words)
  select id, array_to_tsvector(array_agg(distinct left(md5(tenant), 8) || ':' || left(word, 40)))
  from pressroom.document_jobs, regexp_split_to_table(lower(concat_ws(' ', title, array_to_string(tags, ' '))), '[\s[:punct:]]+') word
  where word <> '' group by id;

-- Tabs of a list: what did not succeed is little among the jobs that did, and is not to be looked for among them.
create index document_jobs_unsuccessful on pressroom.document_jobs (tenant, id desc) include (status)
  where status in ('failed', 'cancelled', 'expired');
