import type { ArtifactRecord } from '../../../src/jobs/artifact-store.ts';
import type { LeaseKey } from '../../../src/jobs/lease-store.ts';
import { saveArtifact } from '../../../src/jobs/save-artifact.ts';
import { settleJob } from '../../../src/jobs/settle-job.ts';
import { startJobs, TEST_TYPE, type StreamService } from '../streams/stream-service.ts';

/** A running job with one file. */
export async function startJobWithFile(
  service: StreamService,
  file: { name: string; mediaType: string; bytes: Buffer },
) {
  const [lease] = await startJobs(service, 1);
  if (!lease) throw new Error('no job was claimed');
  const artifact = await saveArtifact(service.core, lease, {
    name: file.name,
    mediaType: file.mediaType,
    content: (async function* () {
      yield file.bytes;
    })(),
  });
  if (!artifact) throw new Error('the lease was lost');
  return { lease, artifact };
}

/** Ends a job with a file as its result, as the worker does. */
export async function completeWithFile(
  service: StreamService,
  lease: LeaseKey,
  artifact: ArtifactRecord,
): Promise<void> {
  const { id, name: fileName, mediaType, sizeBytes, sha256 } = artifact;
  const result = { artifactId: id, fileName, mediaType, sizeBytes, sha256 };
  await settleJob(service.core, TEST_TYPE, lease, { kind: 'complete', result, mainArtifactId: id });
}
