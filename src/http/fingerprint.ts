import { createHash } from 'node:crypto';

/** A digest that two requests share exactly when their bodies mean the same, in whatever order their keys are. */
export function fingerprintOf(operationId: string, body: object): string {
  return createHash('sha256')
    .update(`${operationId}\n${canonicalJson(body)}`)
    .digest('hex');
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
