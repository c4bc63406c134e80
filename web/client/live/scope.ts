import type { CallOptions } from '../http/operations.ts';

/** Whose events somebody wants: those of one job, or of all jobs that pass a filter. */
export type Interest = { jobId: string } | { filter: FeedFilter };

/** What the feed can be narrowed to; nothing given: all that the credential may see. */
export interface FeedFilter {
  userId?: string;
  sessionId?: string;
  type?: string;
}

/** What one request to the feed asks for. */
export type Scope = { jobIds: string[] } | { filter: FeedFilter };

/** The contract's limit on `jobId`. */
const MAX_JOBS = 50;
const FILTER_KEYS = ['userId', 'sessionId', 'type'] as const;

/** The narrowest scope in which all events of interest are; null when nothing is of interest. */
export function scopeOf(interests: readonly Interest[]): Scope | null {
  if (interests.length === 0) return null;
  const jobIds = new Set(interests.flatMap((interest) => ('jobId' in interest ? [interest.jobId] : [])));
  const filters = interests.flatMap((interest) => ('filter' in interest ? [interest.filter] : []));
  if (filters.length === 0 && jobIds.size <= MAX_JOBS) return { jobIds: [...jobIds].sort() };
  // A job may belong to anybody: together with a filter, or in great number, only the whole feed has all of them.
  return { filter: jobIds.size > 0 ? {} : common(filters) };
}

/** Whether the events of the narrower scope are all in the wider one. */
export function covers(wider: Scope, narrower: Scope): boolean {
  if ('jobIds' in wider) {
    return 'jobIds' in narrower && narrower.jobIds.every((id) => wider.jobIds.includes(id));
  }
  const given = FILTER_KEYS.filter((key) => wider.filter[key] !== undefined);
  if ('jobIds' in narrower) return given.length === 0;
  return given.every((key) => wider.filter[key] === narrower.filter[key]);
}

/** As query parameters of `GET /api/events`. */
export function scopeQuery(scope: Scope): NonNullable<CallOptions<'streamEvents'>['query']> {
  if ('jobIds' in scope) return { jobId: scope.jobIds };
  return scope.filter as NonNullable<CallOptions<'streamEvents'>['query']>;
}

/** What all filters have in common lets through what any of them does. */
function common(filters: FeedFilter[]): FeedFilter {
  const [first = {}, ...others] = filters;
  const shared = FILTER_KEYS.filter((key) => others.every((other) => other[key] === first[key]));
  return Object.fromEntries(shared.flatMap((key) => (first[key] === undefined ? [] : [[key, first[key]]])));
}
