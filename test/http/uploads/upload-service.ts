import { createHash, randomUUID } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { expectProblem } from '../calls.ts';
import { startApi, type TestApi, type TestApiOptions } from '../../helpers/api.ts';
import { countRows, openRig } from '../../storage/store-rigs.ts';
import type { StoreName } from '../../../src/storage/blob-store.ts';

export interface UploadService {
  api: TestApi;
  /** Uploads, blobs, and things in the store. */
  left(): Promise<number[]>;
  close(): Promise<void>;
}

/** The API over one of the stores. */
export async function startUploadService(
  store: StoreName = 'folder',
  config: TestApiOptions['config'] = {},
): Promise<UploadService> {
  const rig = await openRig(store);
  const api = await startApi({ config: { ...config, storage: rig.settings } });
  const { pool } = api.context.core;
  return {
    api,
    left: async () => [await countRows(pool, 'uploads'), await countRows(pool, 'blobs'), await rig.count(pool)],
    async close() {
      await api.close();
      await rig.close();
    },
  };
}

export interface UploadAnswer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of all shapes
  json: any;
}

/** Uploads bytes with `fetch`; every refusal is checked to be a problem document. */
export async function upload(
  api: TestApi,
  body: Uint8Array | string | ReadableStream,
  {
    query = { name: 'a.bin' },
    headers = {},
  }: { query?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<UploadAnswer> {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const response = await fetch(`${api.url}/api/uploads?${parameters.join('&')}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', ...headers },
    body: body as NonNullable<RequestInit['body']>,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
  const answer = { status: response.status, headers: response.headers, json: await response.json() };
  if (answer.status >= 400) expectProblem(answer);
  return answer;
}

/** An upload that is made by hand: not all of it is ever sent. */
export function openUpload(api: TestApi, headers: Record<string, string | number> = {}) {
  const sent = request(`${api.url}/api/uploads?name=${randomUUID()}`, { method: 'POST', headers, agent: false });
  sent.on('error', () => {}); // the service may hang up
  const answered = once(sent, 'response').then(async ([response]) => {
    const { statusCode = 0, headers: received } = response as IncomingMessage;
    const text = Buffer.concat(await (response as IncomingMessage).toArray()).toString();
    return { status: statusCode, headers: new Headers(received as Record<string, string>), json: JSON.parse(text) };
  });
  answered.catch(() => {});
  return { sent, answered };
}

export function digestField(bytes: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
}

/** Waits until what a test looks at is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
