import type { Queryable } from '../db/pool.ts';
import { viewerValues, type Viewer } from './viewer.ts';

/** Reads of events: of one job by seq, or of a tenant's feed by position. Both cursors are gapless and never go back. */

export interface JobEvent {
  jobId: string;
  seq: number;
  type: string;
  attempt: number;
  createdAt: Date;
  data: Record<string, unknown>;
}

export interface FeedEvent extends JobEvent {
  feedPos: number;
}

const EVENT_COLUMNS = 'e.job_id as "jobId", e.seq, e.type, e.attempt, e.created_at as "createdAt", e.data';

/** Events of one job after a seq, in order. The caller has made sure that the viewer may see the job. */
export function readJobEvents(db: Queryable, jobId: string, afterSeq: number, limit: number): Promise<JobEvent[]> {
  return db.query<JobEvent>(
    `select ${EVENT_COLUMNS} from pressroom.job_events e where e.job_id = $1 and e.seq > $2 order by e.seq limit $3`,
    [jobId, afterSeq, limit],
  );
}

/** The last seq of each of these jobs: the sweep that makes up for lost hints. Jobs that are gone are left out. */
export function readLastSeqs(db: Queryable, jobIds: string[]): Promise<{ id: string; lastSeq: number }[]> {
  return db.query('select id, last_seq as "lastSeq" from pressroom.document_jobs where id = any($1::uuid[])', [jobIds]);
}

export interface FeedFilter {
  jobIds: string[] | null;
  userId: string | null;
  sessionId: string | null;
  type: string | null;
}

export interface FeedHead {
  lastPos: number;
  /** Events up to here may have been pruned. */
  prunedPos: number;
}

export async function readFeedHead(db: Queryable, tenant: string): Promise<FeedHead> {
  const heads = await readFeedHeads(db, [tenant]);
  return heads.get(tenant) ?? { lastPos: 0, prunedPos: 0 };
}

/** The heads of several feeds at once; a tenant without events is left out. */
export async function readFeedHeads(db: Queryable, tenants: string[]): Promise<Map<string, FeedHead>> {
  const rows = await db.query<FeedHead & { tenant: string }>(
    `select tenant, last_pos as "lastPos", pruned_pos as "prunedPos" from pressroom.feed_heads
     where tenant = any($1::text[])`,
    [tenants],
  );
  return new Map(rows.map(({ tenant, lastPos, prunedPos }) => [tenant, { lastPos, prunedPos }]));
}

/** Positions looked at in one statement: a filter that matches little must not make one read a whole tenant's history. */
const FEED_WINDOW = 5_000;

export interface FeedPage {
  events: FeedEvent[];
  /** Go on from here: every matching event up to it is in `events` or before. */
  nextPos: number;
  /** Whether the feed goes on beyond `nextPos`. */
  hasMore: boolean;
}

/** The next matching events of a tenant's feed after a position. */
export async function readFeed(
  db: Queryable,
  viewer: Viewer,
  filter: FeedFilter,
  afterPos: number,
  limit: number,
): Promise<FeedPage> {
  const { lastPos } = await readFeedHead(db, viewer.tenant);
  const windowEnd = Math.min(afterPos + FEED_WINDOW, lastPos);
  if (windowEnd <= afterPos) return { events: [], nextPos: afterPos, hasMore: false };
  const events = await db.query<FeedEvent>(
    `select ${EVENT_COLUMNS}, e.feed_pos as "feedPos"
     from pressroom.job_events e join pressroom.document_jobs d on d.id = e.job_id
     where e.tenant = $1 and ($2::text is null or d.user_id = $2) and ($3::text is null or d.session_id = $3)
       and ($4::uuid[] is null or d.id = any($4))
       and ($5::uuid[] is null or d.id = any($5)) and ($6::text is null or d.user_id = $6)
       and ($7::text is null or d.session_id = $7) and ($8::text is null or d.type = $8)
       and e.feed_pos > $9 and e.feed_pos <= $10
     order by e.feed_pos limit $11`,
    [...viewerValues(viewer), filter.jobIds, filter.userId, filter.sessionId, filter.type, afterPos, windowEnd, limit],
  );
  const isCut = events.length === limit;
  const nextPos = isCut ? (events.at(-1)?.feedPos ?? windowEnd) : windowEnd;
  return { events, nextPos, hasMore: nextPos < lastPos };
}
