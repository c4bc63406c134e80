import type { IncomingMessage } from 'node:http';
import { Problem } from '../errors.ts';

export interface UploadLimits {
  limitBytes: number;
  /** A client that lets us wait for so long, for less than PROGRESS_BYTES, is given up. */
  stallMs: number;
}

/** Less than this is no progress: a byte now and then must not keep a place for ever. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * The bytes of a body as they come, no faster than they are taken. The time that the taker needs is not the client's.
 *
 * @throws Problem `payload-too-large`, `request-timeout`, `invalid-parameter` for a body that ends too early
 */
export async function* uploadBody(req: IncomingMessage, limits: UploadLimits): AsyncGenerator<Buffer> {
  // The request must outlive a refusal: its connection carries the answer.
  const pieces = req.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let total = 0;
  let sinceProgress = 0;
  let waitedMs = 0;
  try {
    for (;;) {
      const begin = performance.now();
      const piece = await withinTime(pieces.next(), limits.stallMs - waitedMs);
      waitedMs += performance.now() - begin;
      if (piece.done) break;
      total += piece.value.length;
      if (total > limits.limitBytes) throw tooLarge(limits.limitBytes);
      sinceProgress += piece.value.length;
      if (sinceProgress >= PROGRESS_BYTES) sinceProgress = waitedMs = 0;
      yield piece.value;
    }
  } finally {
    // Whoever reads the rest of a refused body gets nothing while this reader is there. Of one that stalls it goes with the
    // next byte, which is not waited for.
    void pieces.return?.()?.catch(() => {});
  }
  if (!req.complete) throw endedEarly();
}

export function tooLarge(limitBytes: number): Problem {
  return new Problem('payload-too-large', `The body may have at most ${limitBytes} bytes.`);
}

async function withinTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem('request-timeout', 'The body did not go on arriving.')), limitMs);
  });
  const done = work.catch(() => {
    throw endedEarly();
  });
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

function endedEarly(): Problem {
  return new Problem('invalid-parameter', 'The body ended too early.');
}
