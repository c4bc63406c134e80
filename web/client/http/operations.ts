import type { Operations } from '../contract.ts';

/** The operations that the client uses. A further one is a line here; its types come from the contract. */
const OPERATIONS = {
  createJob: 'POST /api/jobs',
  listJobs: 'GET /api/jobs',
  listActiveJobs: 'GET /api/jobs/active',
  getJob: 'GET /api/jobs/{jobId}',
  deleteJob: 'DELETE /api/jobs/{jobId}',
  cancelJob: 'POST /api/jobs/{jobId}/cancel',
  retryJob: 'POST /api/jobs/{jobId}/retry',
  streamJobEvents: 'GET /api/jobs/{jobId}/events',
  streamEvents: 'GET /api/events',
  getJobResult: 'GET /api/jobs/{jobId}/result',
  getArtifact: 'GET /api/jobs/{jobId}/artifacts/{name}',
  getArtifactPreview: 'GET /api/jobs/{jobId}/artifacts/{name}/preview',
  createUpload: 'POST /api/uploads',
  listJobTypes: 'GET /api/job-types',
  getJobType: 'GET /api/job-types/{type}',
  getStats: 'GET /api/stats',
  getStatsSeries: 'GET /api/stats/series',
  listQueues: 'GET /api/queues',
  pauseQueue: 'POST /api/queues/{type}/pause',
  resumeQueue: 'POST /api/queues/{type}/resume',
  listWorkers: 'GET /api/workers',
  createBulkAction: 'POST /api/bulk-actions',
  getBulkAction: 'GET /api/bulk-actions/{bulkActionId}',
  abortBulkAction: 'POST /api/bulk-actions/{bulkActionId}/abort',
  whoami: 'GET /api/whoami',
} as const satisfies Partial<Record<keyof Operations, `${'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH'} /${string}`>>;

export type OperationName = keyof typeof OPERATIONS;

type Parameters<Name extends OperationName> = Operations[Name]['parameters'];
type Given<T> = Exclude<T, undefined> extends never ? undefined : T;

/** What an operation takes. */
export interface CallOptions<Name extends OperationName> {
  path?: Given<Parameters<Name>['path']>;
  query?: Given<Parameters<Name>['query']>;
  /** Sent as JSON, unless it is bytes. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** For calls that are held on purpose: how long an answer may take. Infinity: no limit of the client's own. */
  timeoutMs?: number;
}

type Json<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;
type Responses<Name extends OperationName> = Operations[Name]['responses'];

/** The JSON that an operation answers with when all is well. */
export type Answer<Name extends OperationName> = Json<Responses<Name>[keyof Responses<Name> & (200 | 201 | 202)]>;

export interface Target {
  method: string;
  /** Path and query, from the root of the service. */
  path: string;
}

/** Where an operation is, with its parameters filled in. */
export function targetOf(name: OperationName, path: object = {}, query: object = {}): Target {
  const [method = '', template = ''] = OPERATIONS[name].split(' ');
  const values = path as Record<string, string>;
  const filled = template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(values[key] ?? ''));
  return { method, path: filled + queryOf(query) };
}

function queryOf(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat() as unknown[]) {
      if (one !== undefined && one !== null) search.append(name, `${one as string | number | boolean}`);
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
