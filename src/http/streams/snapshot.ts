import type { JobView } from '../../jobs/job-reader.ts';
import type { HttpContext } from '../context.ts';

// TEMPORARY until present-job.ts is there
export async function presentSnapshot(context: HttpContext, jobs: JobView[]): Promise<unknown[]> {
  void context;
  return jobs.map(({ id, type, status, lastSeq }) => ({ id, type, status, lastSeq }));
}
