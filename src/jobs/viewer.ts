/**
 * Whose jobs are looked at. Every query on jobs carries all four: what is set narrows, null does not. A job outside is
 * answered exactly like one that never was.
 */
export interface Viewer {
  tenant: string;
  userId: string | null;
  sessionId: string | null;
  jobIds: string[] | null;
}

/** The condition for a table or view `d` with the columns tenant, user_id, session_id, id; its parameters are $1..$4. */
export const VISIBLE = `d.tenant = $1 and ($2::text is null or d.user_id = $2) and ($3::text is null or d.session_id = $3)
  and ($4::uuid[] is null or d.id = any($4))`;

export function viewerValues(viewer: Viewer): unknown[] {
  return [viewer.tenant, viewer.userId, viewer.sessionId, viewer.jobIds];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id that is no uuid is no job of anyone's; asking Postgres about it would be an error. */
export function isJobId(text: string): boolean {
  return UUID.test(text);
}
