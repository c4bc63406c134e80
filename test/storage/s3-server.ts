import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../../src/storage/s3-store.ts';

/** A real S3 server on loopback, with its bucket in a folder. */
export interface S3Server {
  settings: S3Settings;
  /** Objects, and parts of uploads that are neither finished nor given up. */
  count(): Promise<number>;
  /** From now on, requests with this number of a part are answered with 503. */
  failPart(partNumber: number | null): void;
  close(): Promise<void>;
}

interface KoaContext {
  method: string;
  path: string;
  query: Record<string, string>;
  status: number;
  type: string;
  body: unknown;
}
type Middleware = (context: KoaContext, next: () => Promise<void>) => Promise<void>;
interface S3rver {
  middleware: Middleware[];
  httpServer: Server;
  run(): Promise<AddressInfo>;
}

const BUCKET = 'files';
const KEY = 'S3RVER'; // the one account that it knows

export async function startS3Server(): Promise<S3Server> {
  const require = createRequire(import.meta.url); // it brings no types
  const Server = require('s3rver') as new (options: object) => S3rver;
  const directory = await mkdtemp(join(tmpdir(), 'pressroom-s3-'));
  const server = new Server({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: BUCKET }],
  });
  const uploads = join(directory, BUCKET, '._S3rver_uploads');
  let failing: string | null = null;
  server.middleware.unshift(withMultipartUploads(uploads), async (context, next) => {
    if (failing === null || context.query.partNumber !== failing) return next();
    context.status = 503;
  });
  const { port } = await server.run();
  return {
    settings: {
      bucket: BUCKET,
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: KEY, secretAccessKey: KEY },
      forcePathStyle: true,
    },
    async count() {
      const files = await readdir(join(directory, BUCKET), { recursive: true });
      return files.filter((file) => /_S3rver_object$|_S3rver_uploads\/\w+\/\d+$/.test(file.replaceAll('\\', '/')))
        .length;
    },
    failPart: (partNumber) => (failing = partNumber === null ? null : String(partNumber)),
    async close() {
      const closed = once(server.httpServer, 'close');
      server.httpServer.close();
      server.httpServer.closeAllConnections();
      await closed;
      await rm(directory, { recursive: true });
    },
  };
}

/** What s3rver lacks: to list the multipart uploads under way, and to give one up. */
function withMultipartUploads(folder: string): Middleware {
  return async (context, next) => {
    const { uploadId, uploads, prefix = '' } = context.query;
    if (context.method === 'DELETE' && uploadId !== undefined && /^\w+$/.test(uploadId)) {
      await rm(join(folder, uploadId), { recursive: true });
      context.status = 204;
      return;
    }
    if (context.method !== 'GET' || uploads === undefined) return next();
    const ids = await readdir(folder).catch(() => []);
    const found = await Promise.all(
      ids.map(async (id) => ({ id, key: await readFile(join(folder, id, 'key'), 'utf8').catch(() => '') })),
    );
    const items = found
      .filter(({ key }) => key !== '' && key.startsWith(prefix))
      .map(({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
    context.status = 200;
    context.type = 'application/xml';
    context.body = `<ListMultipartUploadsResult>${items.join('')}</ListMultipartUploadsResult>`;
  };
}
