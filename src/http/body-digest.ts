import { Problem } from '../errors.ts';

/** A field of RFC 9530, such as `sha-256=:…:, sha-512=:…:`: a dictionary of byte sequences (RFC 9651, 3.2 and 3.3.5). */
const DIGEST = /^[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):(?:;[ \t]*[a-z*][^,]*)?[ \t]*$/;
const FIELDS = ['Content-Digest', 'Repr-Digest'] as const;
const SHA256_BYTES = 32;

interface ToldDigest {
  field: (typeof FIELDS)[number];
  /** Lower-case hex. */
  sha256: string;
}

/**
 * The SHA-256 digests that a request tells of its body. Other digests may stand beside them and are not looked at.
 *
 * @throws Problem `invalid-parameter` for what is no digest
 */
export function toldDigests(header: (name: string) => string | undefined): ToldDigest[] {
  return FIELDS.flatMap((field) => {
    const text = header(field);
    const sha256 = text === undefined ? null : sha256In(field, text);
    return sha256 === null ? [] : [{ field, sha256 }];
  });
}

/** @throws Problem `validation-failed` when the bytes are others than was told */
export function compareDigests(told: ToldDigest[], sha256: string): void {
  const wrong = told.filter((digest) => digest.sha256 !== sha256);
  if (wrong.length === 0) return;
  throw new Problem('validation-failed', 'The bytes that arrived are not those that the digest was made of.', {
    errors: wrong.map(({ field }) => ({ pointer: field, detail: 'is not the SHA-256 of the bytes that arrived' })),
  });
}

/** The last one counts, as in every dictionary. */
function sha256In(field: string, text: string): string | null {
  let found: string | null = null;
  for (const member of text.split(',')) {
    const [, algorithm, base64 = ''] = DIGEST.exec(member) ?? [];
    if (algorithm === undefined) throw malformed(field);
    if (algorithm !== 'sha-256') continue;
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length !== SHA256_BYTES) throw malformed(field);
    found = bytes.toString('hex');
  }
  return found;
}

function malformed(field: string): Problem {
  const errors = [{ pointer: field, detail: 'must be such as sha-256=:BASE64:' }];
  return new Problem('invalid-parameter', `The header ${field} is no digest as in RFC 9530.`, { errors });
}
