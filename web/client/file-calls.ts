import type { Artifact, Upload } from './contract.ts';
import { downloadOf, previewOf, type Download, type Preview } from './files.ts';
import { PressroomError } from './http/errors.ts';
import type { Http } from './http/http.ts';
import type { CallControl } from './job-calls.ts';

export type UploadBody = Blob | ArrayBuffer | Uint8Array | string | ReadableStream<Uint8Array>;

export interface UploadOptions extends CallControl {
  /** The file's name, without a path. A File has its own. */
  name?: string;
  mediaType?: string;
  /** How long it is kept. Left out: a day. */
  retentionSeconds?: number;
}

/** What can be done with files. All throw a PressroomError, or the reason of the signal. */
export interface FileCalls {
  upload(body: UploadBody, options?: UploadOptions): Promise<Upload>;
  /** A file of a job: the one named, else its result, which for a job without files is JSON. */
  download(jobId: string, options?: CallControl & { name?: string }): Promise<Download>;
  /** A small picture, or the first rows, of a file; null while there is none. */
  preview(jobId: string, artifact: Pick<Artifact, 'name' | 'preview'>, control?: CallControl): Promise<Preview | null>;
}

export function createFileCalls(http: Http): FileCalls {
  return {
    async upload(body, { name = nameOf(body), mediaType, retentionSeconds, signal } = {}) {
      const type = mediaType ?? (body instanceof Blob && body.type !== '' ? body.type : 'application/octet-stream');
      const query = { name, ...(retentionSeconds !== undefined && { retentionSeconds }) };
      return http.call('createUpload', { query, body, headers: { 'Content-Type': type }, signal, timeoutMs: Infinity });
    },
    async download(jobId, { name, signal } = {}) {
      const control = { signal, timeoutMs: Infinity, headers: { Accept: '*/*' } };
      const response =
        name === undefined
          ? await http.open('getJobResult', { path: { jobId }, ...control })
          : await http.open('getArtifact', { path: { jobId, name }, ...control });
      return downloadOf(response, name ?? 'result.json');
    },
    async preview(jobId, { name, preview }, control) {
      if (!preview) return null;
      const headers = { Accept: preview.mediaType };
      const answer = http.open('getArtifactPreview', { path: { jobId, name }, headers, ...control });
      const response = await answer.catch((error: unknown) => {
        if (error instanceof PressroomError && error.code === 'not-found') return null;
        throw error;
      });
      return response && previewOf(response, preview);
    },
  };
}

function nameOf(body: UploadBody): string {
  const { name } = body as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : 'upload';
}
