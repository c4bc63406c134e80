import { Readable } from 'node:stream';
import type * as Sdk from '@aws-sdk/client-s3';
import type * as Multipart from '@aws-sdk/lib-storage';
import { assertBlobId, StoreError, type BlobStore } from './blob-store.ts';
import { inPieces, measure } from './pieces.ts';

export interface S3Settings {
  bucket: string;
  /** null: Amazon's own. */
  endpoint: string | null;
  region: string;
  /** null: wherever the SDK finds them (environment, files, the machine's role). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
  /** Whether the bucket stands in the path, as most services but Amazon's want it. */
  forcePathStyle: boolean;
}

/** The least that S3 takes. A part or two are in memory at a time; 10,000 of them make 48 GiB, the most of a blob. */
const PART_BYTES = 5 * 1024 * 1024;
/** What the SDK collects its parts from. */
const PIECE_BYTES = 1024 * 1024;
const CONNECT_TIMEOUT_MS = 5_000;
/** Without a byte either way. */
const SOCKET_TIMEOUT_MS = 60_000;
/** Objects that are being removed at once. */
const REMOVED_AT_ONCE = 16;
/** A read that breaks off goes on where it stopped, so often without any progress. */
const MAX_BARREN_READS = 3;

/**
 * Bytes in a bucket of any service that speaks S3. The SDK is an optional dependency, loaded here and nowhere else.
 *
 * @throws StoreError when the SDK is not installed
 */
export async function createS3Store(settings: S3Settings): Promise<BlobStore & { close(): void }> {
  const { sdk, multipart } = await loadSdk();
  const client = createClient(sdk, settings);
  const at = (id: string): { Bucket: string; Key: string } => ({ Bucket: settings.bucket, Key: keyOf(id) });
  return {
    name: 's3',
    async write(id, content) {
      const { content: pieces, facts } = measure(inPieces(content, PIECE_BYTES));
      await upload(client, multipart, at(id), pieces);
      return facts();
    },
    read: (id, _sizeBytes, start, end) => readObject(client, sdk, at(id), start, end),
    async remove(ids) {
      // Not DeleteObjects: some services do not have it.
      for (let first = 0; first < ids.length; first += REMOVED_AT_ONCE) {
        const some = ids.slice(first, first + REMOVED_AT_ONCE);
        await inStore(() => Promise.all(some.map((id) => client.send(new sdk.DeleteObjectCommand(at(id))))));
      }
    },
    async discard(id) {
      await abortUploads(client, sdk, at(id)).catch(() => {}); // some services cannot list them, and expire them
      await inStore(() => client.send(new sdk.DeleteObjectCommand(at(id))));
    },
    close: () => client.destroy(),
  };
}

async function loadSdk(): Promise<{ sdk: typeof Sdk; multipart: typeof Multipart }> {
  try {
    const [sdk, multipart] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
    return { sdk, multipart };
  } catch (error) {
    throw new StoreError('S3 needs the packages @aws-sdk/client-s3 and @aws-sdk/lib-storage: install them.', error);
  }
}

function createClient(sdk: typeof Sdk, settings: S3Settings): Sdk.S3Client {
  return new sdk.S3Client({
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
    ...(settings.credentials ? { credentials: settings.credentials } : {}),
    // The SDK's newer checksums are refused by many services that speak S3.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS },
  });
}

function keyOf(id: string): string {
  assertBlobId(id);
  return `pressroom/${id}`;
}

/** In parts when it is large; what the source throws comes out as it is, and the parts are given up. */
async function upload(
  client: Sdk.S3Client,
  { Upload }: typeof Multipart,
  place: { Bucket: string; Key: string },
  pieces: AsyncGenerator<Buffer>,
): Promise<void> {
  let fault: { error: unknown } | undefined;
  async function* watched(): AsyncGenerator<Buffer> {
    try {
      yield* pieces;
    } catch (error) {
      fault = { error };
      throw error;
    }
  }
  const body = Readable.from(watched(), { objectMode: false, highWaterMark: 1 });
  const params = { ...place, Body: body, ContentType: 'application/octet-stream' };
  try {
    await new Upload({ client, params, queueSize: 1, partSize: PART_BYTES, leavePartsOnError: false }).done();
  } catch (error) {
    if (fault) throw fault.error;
    throw asStoreError(error);
  } finally {
    body.destroy();
  }
}

async function* readObject(
  client: Sdk.S3Client,
  { GetObjectCommand }: typeof Sdk,
  place: { Bucket: string; Key: string },
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let at = start;
  for (let barren = 0; at <= end;) {
    const before = at;
    try {
      const answer = await client.send(new GetObjectCommand({ ...place, Range: `bytes=${at}-${end}` }));
      refuseOtherRange(answer, at);
      for await (const chunk of answer.Body as Readable) {
        const wanted = (chunk as Buffer).subarray(0, end - at + 1); // some services send more than was asked for
        at += wanted.length;
        if (wanted.length > 0) yield wanted;
        if (at > end) break;
      }
    } catch (error) {
      if (error instanceof StoreError || isAnswer(error) || barren + 1 >= MAX_BARREN_READS) throw asStoreError(error);
    }
    barren = at > before ? 0 : barren + 1;
    if (barren >= MAX_BARREN_READS) throw new StoreError('The S3 service has lost bytes of this file.');
  }
}

function refuseOtherRange({ ContentRange }: Sdk.GetObjectCommandOutput, start: number): void {
  if (start === 0 || ContentRange?.startsWith(`bytes ${start}-`)) return;
  throw new StoreError('The S3 service does not send parts of files.');
}

/** What a process left that died while it wrote. */
async function abortUploads(
  client: Sdk.S3Client,
  { ListMultipartUploadsCommand, AbortMultipartUploadCommand }: typeof Sdk,
  place: { Bucket: string; Key: string },
): Promise<void> {
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: place.Bucket, Prefix: place.Key }),
  );
  for (const { UploadId } of Uploads) await client.send(new AbortMultipartUploadCommand({ ...place, UploadId }));
}

async function inStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error);
  }
}

/** Whether the service has answered, and so would again. */
function isAnswer(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { name } = error as Error;
  return new StoreError(SAYS[name] ?? 'The S3 service cannot be used now.', error);
}

const SAYS: Readonly<Record<string, string>> = {
  NoSuchKey: 'The S3 service has not got this file.',
  NoSuchBucket: 'The bucket of the S3 service does not exist.',
  AccessDenied: 'The S3 service does not let this service in.',
  InvalidAccessKeyId: 'The S3 service does not let this service in.',
  SignatureDoesNotMatch: 'The S3 service does not let this service in.',
};
