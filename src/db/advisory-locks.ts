/** The advisory locks of the service: one number each, in one place, so that no two are the same by mistake. */
export const MIGRATION_LOCK = 7_072_656_573;
export const FEED_LOCK = 7_072_656_574;
export const RECONCILE_LOCK = 7_072_656_575;
export const CLEANUP_LOCK = 7_072_656_576;
export const FIRST_KEY_LOCK = 7_072_656_577;
export const BULK_LOCK = 7_072_656_578;
/** Locks of two numbers, which are apart from those of one: this and the hash of a job type. Held shared by its claims. */
export const CLAIM_LOCKS = 7_072_656;
