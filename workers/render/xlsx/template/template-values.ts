import type { RenderControls } from '../../controls.ts';
import type { Placeholder } from './placeholders.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** One of the things that rows are repeated for. */
export interface RepeatedItem {
  /** The list's name. */
  path: string[];
  /** Undefined: the list is empty, and one row stands for it with nothing in it. */
  item: JsonValue | undefined;
  /** Whether names are looked for in the item first: between `{{#items}}` and `{{/items}}`. */
  isScope: boolean;
}

/** What a template is filled with; says which of it is missing and which was not used. */
export interface TemplateValues {
  /** What a placeholder stands for; null for nothing, of which is told if there should be something. */
  find(placeholder: Placeholder, repeated: RepeatedItem | null): JsonValue;
  /** The list that a placeholder leads into, by its name and items; null when it leads to a single value. */
  listOf(path: string[]): { path: string[]; items: JsonValue[] } | null;
  /** To be called in the end. */
  tellUnused(): void;
}

export function newTemplateValues(values: Record<string, JsonValue>, { warn }: RenderControls): TemplateValues {
  const used = new Set<string>();
  const missing = new Set<string>();
  function lookUp({ path }: Placeholder, repeated: RepeatedItem | null): JsonValue | undefined {
    if (repeated) {
      const inList = restAfter(path, repeated.path);
      if (inList) return repeated.item === undefined ? null : follow(repeated.item, inList);
      if (repeated.isScope && repeated.item === undefined && !Object.hasOwn(values, path[0] ?? '')) return null;
      const own = repeated.isScope ? follow(repeated.item, path) : undefined;
      if (own !== undefined) return own;
    }
    if (path[0] !== undefined) used.add(path[0]);
    return path.length === 0 ? undefined : follow(values, path);
  }
  return {
    find(placeholder, repeated) {
      const found = lookUp(placeholder, repeated);
      if (found !== undefined && !isObject(found)) return found;
      if (!missing.has(placeholder.source)) {
        missing.add(placeholder.source);
        warn({
          code: 'placeholder-unfilled',
          detail: `The placeholder ${placeholder.source} has no value; nothing stands there.`,
        });
      }
      return null;
    },
    listOf(path) {
      for (let length = 1; length <= path.length; length += 1) {
        const start = path.slice(0, length);
        const items = follow(values, start);
        if (Array.isArray(items) && !/^\d+$/.test(path[length] ?? '')) {
          used.add(start[0] ?? '');
          return { path: start, items };
        }
      }
      return null;
    },
    tellUnused() {
      for (const name of Object.keys(values)) {
        if (!used.has(name))
          warn({ code: 'value-unused', detail: `The template has no placeholder for the value "${name}".` });
      }
    },
  };
}

/** A value as it stands within a text. */
export function valueText(value: JsonValue): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return isObject(value) ? '' : String(value);
}

/** Own properties only: a name such as `constructor` is none. */
function follow(value: JsonValue | undefined, path: string[]): JsonValue | undefined {
  let found = value;
  for (const name of path) {
    if (Array.isArray(found)) found = /^\d+$/.test(name) ? found[Number(name)] : undefined;
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function restAfter(path: string[], start: string[]): string[] | null {
  if (path.length === 0) return [];
  return start.every((name, at) => path[at] === name) ? path.slice(start.length) : null;
}

function isObject(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
