import { pointerStep, type Faults } from '../input-fault.ts';
import { unwritableCharacter } from '../writable-text.ts';

/** The characters in texts and in names of properties, however deep, that no document format can hold. */
export function* writableFaults(value: unknown, pointer: string): Faults {
  if (isWritable(value)) return;
  if (typeof value === 'string') return yield* textFaults(value, pointer);
  for (const [key, child] of Object.entries(value as object)) {
    const place = `${pointer}/${pointerStep(key)}`;
    yield* textFaults(key, place);
    yield* writableFaults(child, place);
  }
}

/** Goes through all of it without making anything: nearly every input is good. */
function isWritable(value: unknown): boolean {
  if (typeof value === 'string') return unwritableCharacter(value) === null;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isWritable);
  for (const key in value) {
    if (unwritableCharacter(key) !== null || !isWritable((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function* textFaults(text: string, pointer: string): Faults {
  const unwritable = unwritableCharacter(text);
  if (unwritable === null) return;
  const code = unwritable.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  yield { pointer, detail: `the character U+${code} cannot stand in a document` };
}
