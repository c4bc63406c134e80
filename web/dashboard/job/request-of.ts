import type { Job, NewJob } from '../../client/index.ts';

/** What would create this job again: what differs from the defaults, and nothing that belongs to this one only. */
export function requestOf(job: Job): NewJob {
  const { type, title, input, priority, tags, metadata, userId, sessionId, maxAttempts } = job;
  return {
    type,
    ...(title && { title }),
    input,
    ...(priority !== 0 && { priority }),
    ...(tags.length > 0 && { tags }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(userId && { userId }),
    ...(sessionId && { sessionId }),
    ...(maxAttempts !== 3 && { maxAttempts }),
  } as NewJob;
}
