import type { Request } from 'express';
import type { Principal } from '../access/principal.ts';
import type { IdempotencyClaim } from '../jobs/enqueue-jobs.ts';
import { fingerprintOf } from './fingerprint.ts';

/** The key of a request, if it has one, and what the request was. The quoted and the bare form are one key. */
export function idempotencyOf(
  req: Request,
  { userId }: Principal,
  operationId: string,
  body: object,
): IdempotencyClaim | null {
  const header = req.get('Idempotency-Key');
  if (header === undefined) return null;
  const key = header.replace(/^"(.*)"$/, '$1');
  return { owner: userId ?? '', key, fingerprint: fingerprintOf(operationId, body) };
}
