import { createHash, type Hash } from 'node:crypto';
import type { AnyDocumentInput } from '../../src/documents/model.ts';
import type { ByReference, RenderOrder } from './thread-messages.ts';
import { resolveTheme } from './theme/resolve-theme.ts';

/** Collected before it is hashed: a call for every value would take seconds for a large input. */
const BATCH_CHARACTERS = 64 * 1024;

/**
 * What a file is made from, as a digest: type, format, generator, title, input (whatever the order of its properties),
 * the bytes of what it refers to, and the date where the file shows it. The same recipe makes the same content.
 *
 * @param digests a digest of each file that the input refers to
 */
export async function recipeOf(
  order: RenderOrder,
  input: AnyDocumentInput,
  digests: ByReference<string>,
): Promise<string> {
  const { jobType, format, generator, title, today } = order;
  const date = (await showsDate(input)) ? today : null;
  const hash = createHash('sha256');
  hashCanonical(hash, { jobType, format, generator, title, date, digests, input });
  return hash.digest('hex');
}

async function showsDate(input: AnyDocumentInput): Promise<boolean> {
  const { header, footer } = await resolveTheme(input.theme, async () => null);
  return [header, footer].some((line) => line && `${line.left}${line.center}${line.right}`.includes('{date}'));
}

/** Hashes a value as JSON whose properties are in the order of their names. */
function hashCanonical(hash: Hash, value: unknown): void {
  let batch = '';
  const add = (text: string): void => {
    batch += text;
    if (batch.length < BATCH_CHARACTERS) return;
    hash.update(batch);
    batch = '';
  };
  walk(value, add);
  hash.update(batch);
}

function walk(value: unknown, add: (text: string) => void): void {
  if (typeof value !== 'object' || value === null) return add(JSON.stringify(value) ?? 'null');
  if (Array.isArray(value)) {
    add('[');
    for (const item of value) {
      walk(item, add);
      add(',');
    }
    return add(']');
  }
  add('{');
  for (const [name, part] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (part === undefined) continue;
    add(`${JSON.stringify(name)}:`);
    walk(part, add);
    add(',');
  }
  add('}');
}
