import { writableText } from '../../../src/documents/writable-text.ts';
import type { RenderControls } from '../controls.ts';
import { TemplateError } from '../ooxml/template-error.ts';

/** What a template asks of its values, and what it never asked. Only data: no expressions, no inherited properties. */
export interface TemplateValues {
  /** The text for a placeholder; undefined where the scope has no such value. */
  text(path: string, scope: Scope): string | undefined;
  /** What a section repeats, or whether it is shown; undefined where the scope has no such value. */
  section(path: string, scope: Scope): unknown;
  /** Throws when the template asked for more than is answered: from then on, everything was empty. */
  refuseTooMany(): void;
  /** Warns of placeholders without a value, and of values without a placeholder. */
  warn(controls: RenderControls): void;
}

/** Where a placeholder stands: among all values, or in one turn of a section. */
export interface Scope {
  value: unknown;
  isRoot: boolean;
}

/**
 * Sections inside of each other multiply. Nobody reads a document with more values than this. An error in the midst of it
 * would not do: the library collects errors, and goes on.
 */
const MAX_LOOKUPS = 100_000;

export function newTemplateValues(values: Readonly<Record<string, unknown>>): TemplateValues {
  const used = new Set<string>();
  const faults = new Map<string, string>();
  let lookups = 0;
  const find = (path: string, { value, isRoot }: Scope): unknown => {
    lookups += 1;
    if (lookups > MAX_LOOKUPS) return '';
    const found = path === '.' && !isRoot ? value : ownValue(value, path);
    if (isRoot && found === undefined) faults.set(path, 'has no value');
    if (isRoot && found !== undefined) used.add(path);
    // Null is a value: an empty one. The scopes around it are not asked any more.
    return found === null ? '' : found;
  };
  return {
    text(path, scope) {
      const found = find(path, scope);
      if (typeof found !== 'object') return found === undefined ? undefined : shownText(found);
      faults.set(
        path,
        Array.isArray(found) ? 'stands for a list, not a text' : 'stands for several values, not a text',
      );
      return '';
    },
    section(path, scope) {
      const found = find(path, scope);
      if (Array.isArray(found)) lookups += found.length;
      return found;
    },
    refuseTooMany() {
      if (lookups <= MAX_LOOKUPS) return;
      throw new TemplateError(`The template asks for more than ${MAX_LOOKUPS} values, by sections that multiply.`);
    },
    warn({ warn }) {
      for (const [path, fault] of faults) {
        warn({ code: 'placeholder-unfilled', detail: `the placeholder {${path}} ${fault}; it was left empty` });
      }
      for (const path of unusedPaths(values, used)) {
        const pointer = `/template/values/${path.map(pointerToken).join('/')}`;
        warn({ code: 'value-unused', detail: `the template has no placeholder for "${path.join('.')}"`, pointer });
      }
    },
  };
}

/** A value by a path of names with dots between them. Names that are inherited, such as `constructor`, are none. */
function ownValue(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function shownText(value: unknown): string {
  return writableText(String(value)).replace(/\r\n?/g, '\n');
}

/** The values that no placeholder stands for. What is used as a whole, as a section, is used with all that is in it. */
function* unusedPaths(
  values: Readonly<Record<string, unknown>>,
  used: ReadonlySet<string>,
  above: string[] = [],
): Generator<string[]> {
  for (const [name, value] of Object.entries(values)) {
    const path = [...above, name];
    if (used.has(path.join('.'))) continue;
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    const inner = isGroup ? [...unusedPaths(value as Record<string, unknown>, used, path)] : [];
    if (isGroup && (inner.length > 0 || hasUsed(path, used))) yield* inner;
    else yield path;
  }
}

function hasUsed(path: string[], used: ReadonlySet<string>): boolean {
  const start = `${path.join('.')}.`;
  return used.values().some((usedPath) => usedPath.startsWith(start));
}

/** RFC 6901, section 3. */
function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
