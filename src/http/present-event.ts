import type { EventType, FeedEvent, JobEvent } from '../contract/types.ts';
import type { JobEvent as StoredEvent } from '../jobs/event-feed.ts';
import { artifactUrl, previewUrl } from './artifact-response.ts';

/** A stored event as every transport shows it. */
export function presentEvent(event: StoredEvent): JobEvent {
  const { seq, jobId, attempt } = event;
  const type = event.type as EventType; // the schema stores no other
  return { seq, type, jobId, attempt, createdAt: event.createdAt.toISOString(), data: presentData(event) };
}

export function presentFeedEvent(event: StoredEvent, cursor: string): FeedEvent {
  return { ...presentEvent(event), cursor };
}

function presentData({ jobId, type, data }: StoredEvent): Record<string, unknown> {
  if (type === 'artifact') {
    const { artifactId, preview, ...rest } = data;
    return { id: artifactId, ...rest, ...(preview ? { preview: presentPreview(jobId, data) } : {}) };
  }
  if (type === 'job-complete' && isDocument(data.result)) {
    return { ...data, result: { ...data.result, downloadUrl: artifactUrl(jobId, data.result.fileName) } };
  }
  return data;
}

function presentPreview(jobId: string, { name, preview }: Record<string, unknown>): Record<string, unknown> {
  return { url: previewUrl(jobId, String(name)), ...(preview as { mediaType: string }) };
}

interface StoredDocument {
  artifactId: string;
  fileName: string;
}

function isDocument(result: unknown): result is StoredDocument {
  if (typeof result !== 'object' || result === null) return false;
  const { artifactId, fileName } = result as Partial<StoredDocument>;
  return typeof artifactId === 'string' && typeof fileName === 'string';
}
