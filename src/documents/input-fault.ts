/** A place in the input (a JSON Pointer, RFC 6901) and what is wrong there, in a sentence for people. */
export interface InputFault {
  pointer: string;
  detail: string;
}

/** Faults one after the other, found only while somebody wants more of them. */
export type Faults = Generator<InputFault, void, undefined>;

const MAX_EXCERPT_CHARACTERS = 40;
const MAX_KEY_CHARACTERS = 100;

/** What was sent, shortened: enough to find it by. */
export function excerpt(value: unknown): string {
  const shown = JSON.stringify(value) ?? '';
  return shown.length > MAX_EXCERPT_CHARACTERS ? `${shown.slice(0, MAX_EXCERPT_CHARACTERS - 1)}…` : shown;
}

/** A property's name as a step of a JSON Pointer. */
export function pointerStep(key: string): string {
  return key.slice(0, MAX_KEY_CHARACTERS).replaceAll('~', '~0').replaceAll('/', '~1');
}
