import { pointerStep, type Faults } from '../input-fault.ts';
import type { Template } from '../model.ts';

/** Lists and objects inside each other. */
export const MAX_TEMPLATE_DEPTH = 10;
/** All values together, however deep. */
export const MAX_TEMPLATE_VALUES = 200_000;
const MAX_NAME_CHARACTERS = 200;

/** What is wrong with the values that a template is to be filled with. */
export function* templateFaults({ values }: Template): Faults {
  const counter = { left: MAX_TEMPLATE_VALUES };
  yield* valuesFaults(values, '/template/values', 1, counter);
}

function* valuesFaults(value: unknown, pointer: string, depth: number, counter: { left: number }): Faults {
  if (counter.left < 0) return;
  counter.left -= 1;
  if (counter.left < 0) return yield { pointer, detail: `more than ${MAX_TEMPLATE_VALUES} values` };
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_TEMPLATE_DEPTH) {
    return yield { pointer, detail: `more than ${MAX_TEMPLATE_DEPTH} lists and objects stand inside each other` };
  }
  for (const [key, child] of Object.entries(value)) {
    const place = `${pointer}/${pointerStep(key)}`;
    if (key.length > MAX_NAME_CHARACTERS) {
      yield { pointer: place, detail: `a name has at most ${MAX_NAME_CHARACTERS} characters` };
    }
    yield* valuesFaults(child, place, depth + 1, counter);
  }
}
