import type { ColumnType } from '../../src/documents/model.ts';
import type { ServiceSource } from '../handler.ts';

/** The columns of what the service exports of itself; what has a structure of its own (tags, metadata, data) is JSON. */
export const SERVICE_COLUMNS: Readonly<Record<ServiceSource['type'], { header: string; type: ColumnType }[]>> = {
  jobs: [
    { header: 'id', type: 'text' },
    { header: 'type', type: 'text' },
    { header: 'title', type: 'text' },
    { header: 'status', type: 'text' },
    { header: 'priority', type: 'integer' },
    { header: 'attempt', type: 'integer' },
    { header: 'maxAttempts', type: 'integer' },
    { header: 'progressPercent', type: 'decimal' },
    { header: 'progressStage', type: 'text' },
    { header: 'userId', type: 'text' },
    { header: 'sessionId', type: 'text' },
    { header: 'messageId', type: 'text' },
    { header: 'tags', type: 'text' },
    { header: 'metadata', type: 'text' },
    { header: 'error', type: 'text' },
    { header: 'createdAt', type: 'datetime' },
    { header: 'runAt', type: 'datetime' },
    { header: 'startedAt', type: 'datetime' },
    { header: 'finishedAt', type: 'datetime' },
    { header: 'expiresAt', type: 'datetime' },
    { header: 'retriedFrom', type: 'text' },
  ],
  events: [
    { header: 'jobId', type: 'text' },
    { header: 'seq', type: 'integer' },
    { header: 'type', type: 'text' },
    { header: 'attempt', type: 'integer' },
    { header: 'createdAt', type: 'datetime' },
    { header: 'data', type: 'text' },
  ],
  artifacts: [
    { header: 'jobId', type: 'text' },
    { header: 'id', type: 'text' },
    { header: 'name', type: 'text' },
    { header: 'mediaType', type: 'text' },
    { header: 'sizeBytes', type: 'integer' },
    { header: 'sha256', type: 'text' },
    { header: 'generator', type: 'text' },
    { header: 'createdAt', type: 'datetime' },
  ],
};
