import type { NewJob } from '../contract/types.ts';
import { findDataset } from '../datasets/dataset-store.ts';
import type { Queryable } from '../db/pool.ts';
import { referencesOf, type PlacedReference, type Reference } from '../documents/references.ts';
import type { Fault } from '../errors.ts';
import { readableArtifacts, readableUploads } from '../files/readable-files.ts';
import type { Viewer } from '../jobs/viewer.ts';

export interface CheckedReferences {
  /** To be pinned for the job. */
  uploadIds: string[];
  /** Pointers lead into the request's body. */
  errors: Fault[];
}

/**
 * Looks up the stored files and data sets that an input names. Each must be there, and be visible both to the caller and
 * to the job, which sees what is its user's or nobody's in particular.
 *
 * @param body fits the contract, its input too
 */
export async function checkReferences(
  db: Queryable,
  viewer: Viewer,
  jobUserId: string | null,
  { type, input }: NewJob,
): Promise<CheckedReferences> {
  const placed = referencesOf(type, input as Parameters<typeof referencesOf>[1]);
  if (placed.length === 0) return { uploadIds: [], errors: [] };
  const isThere = await lookUp(db, viewer, jobUserId, placed);
  const missing = placed.filter((_reference, index) => !isThere[index]);
  return {
    uploadIds: placed.flatMap(({ reference }) => ('uploadId' in reference ? [reference.uploadId] : [])),
    errors: missing.map(({ pointer, reference }) => ({
      pointer: `/input${pointer}`,
      detail: `names ${kindOf(reference)} that there is not`,
    })),
  };
}

async function lookUp(
  db: Queryable,
  viewer: Viewer,
  jobUserId: string | null,
  placed: PlacedReference[],
): Promise<boolean[]> {
  const uploadIds = placed.flatMap(({ reference }) => ('uploadId' in reference ? [reference.uploadId] : []));
  const files = placed.map(({ reference }) => ('artifact' in reference ? reference.artifact : { jobId: '', name: '' }));
  const [uploads, artifacts] = await Promise.all([
    uploadIds.length > 0 ? readableUploads(db, viewer, jobUserId, uploadIds) : new Set<string>(),
    files.some(({ jobId }) => jobId !== '') ? readableArtifacts(db, viewer, jobUserId, files) : new Set<number>(),
  ]);
  return Promise.all(
    placed.map(async ({ reference }, index) => {
      if ('uploadId' in reference) return uploads.has(reference.uploadId.toLowerCase());
      if ('artifact' in reference) return artifacts.has(index);
      const dataset = await findDataset(db, viewer, reference.datasetId);
      return dataset !== null && (jobUserId === null || dataset.userId === null || dataset.userId === jobUserId);
    }),
  );
}

function kindOf(reference: Reference): string {
  if ('uploadId' in reference) return 'an upload';
  return 'artifact' in reference ? 'a file of a job' : 'a data set';
}
