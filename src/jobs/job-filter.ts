import { isTerminal, type JobStatus } from './job.ts';
import { soughtWords } from './search-words.ts';
import { viewerValues, VISIBLE, type Viewer } from './viewer.ts';

/** Which jobs are meant, of those that somebody may see. All that is set must hold; null does not narrow. */
export interface JobFilter {
  statuses: JobStatus[] | null;
  type: string | null;
  userId: string | null;
  sessionId: string | null;
  tag: string | null;
  createdAfter: Date | null;
  createdBefore: Date | null;
  /** A job's id or the beginning of one, or words of its title and tags. */
  search: string | null;
}

/** A condition on the table `d` and the values of its parameters, $1 to $14. */
export interface FilterSql {
  condition: string;
  values: unknown[];
}

const FILTERED = `${VISIBLE}
  and ($5::text[] is null or d.status = any($5)) and ($6::text is null or d.type = $6)
  and ($7::text is null or d.user_id = $7) and ($8::text is null or d.session_id = $8)
  and ($9::text is null or d.tags @> array[$9])
  and ($10::timestamptz is null or d.created_at >= $10) and ($11::timestamptz is null or d.created_at < $11)`;

/** Which of these is asked is said in the text of the statement: a plan for all of them would suit none. */
const NOT_ASKED = '($12::text is null or $13::uuid is null or $14::uuid is null or true)'; // it knows their types by it
const BY_WORDS = `${NOT_ASKED} and d.id in (select w.job_id from pressroom.job_words w where w.words @@ $12::text::tsquery)`;
const BY_ID = `${NOT_ASKED} and d.id between $13::uuid and $14::uuid`;
const ANY_WAY = `d.id = any (array(select id from (
    select w.job_id as id from pressroom.job_words w where w.words @@ $12::text::tsquery
    union select i.id from pressroom.document_jobs i where i.tenant = $1 and i.id between $13::uuid and $14::uuid) found))`;

export function filterSql(viewer: Viewer, filter: JobFilter): FilterSql {
  const words = filter.search === null ? null : soughtWords(viewer.tenant, filter.search);
  const range = filter.search === null ? null : idRange(filter.search);
  return {
    condition: `${FILTERED} and ${narrowing(filter.statuses)} and ${searchSql(filter.search, words, range)}`,
    values: [
      ...viewerValues(viewer),
      ...[filter.statuses, filter.type, filter.userId, filter.sessionId, filter.tag],
      ...[filter.createdAfter, filter.createdBefore, words, range?.first ?? null, range?.last ?? null],
    ],
  };
}

function searchSql(search: string | null, words: string | null, range: IdRange | null): string {
  if (search === null) return NOT_ASKED;
  if (range?.first === range?.last) return range ? BY_ID : words ? BY_WORDS : `${NOT_ASKED} and false`;
  return words ? ANY_WAY : BY_ID;
}

/** That none of them is final, in the words of the index of live jobs. What a status alone implies, Postgres sees by itself. */
function narrowing(statuses: JobStatus[] | null): string {
  return statuses?.every((status) => !isTerminal(status)) ? 'd.finished_at is null' : 'true';
}

interface IdRange {
  first: string;
  last: string;
}

const HEX_DIGITS = 32;
const LEAST_DIGITS = 8;

/** Of a text that is an id or begins one, with its hyphens or without: all ids that begin so. */
function idRange(text: string): IdRange | null {
  const digits = text.trim().replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]*$/.test(digits) || digits.length < LEAST_DIGITS || digits.length > HEX_DIGITS) return null;
  return { first: digits.padEnd(HEX_DIGITS, '0'), last: digits.padEnd(HEX_DIGITS, 'f') };
}
