/** The part of JSON Schema (2020-12) that a type's input is described in. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
  examples?: unknown[];
}

/** How a value is asked for. What no form is good at is asked for as JSON. */
export type FieldKind =
  'choice' | 'switch' | 'number' | 'text' | 'upload' | 'long-text' | 'list' | 'group' | 'variant' | 'json';

/** Longer texts get a field with lines. */
const ONE_LINE_CHARS = 1_000;

/** A schema with its reference followed; what stands beside the reference wins. */
export function resolved(schema: Schema, root: Schema): Schema {
  let found = schema;
  for (let hops = 0; found.$ref !== undefined && hops < 20; hops += 1) {
    const { $ref, ...beside } = found;
    found = { ...lookUp(root, $ref), ...beside };
  }
  return found;
}

function lookUp(root: Schema, ref: string): Schema {
  let found: unknown = root;
  for (const part of ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    found = (found as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return (found as Schema | undefined) ?? {};
}

/** @param name of the property: that of an upload's id says what it is the id of */
export function fieldKind(schema: Schema, name = ''): FieldKind {
  if (schema.enum) return 'choice';
  if (schema.oneOf?.some(isWhole)) return 'variant';
  if (schema.properties) return 'group';
  switch (schema.type) {
    case 'boolean':
      return 'switch';
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      if (name === 'uploadId') return 'upload';
      return (schema.maxLength ?? 0) > ONE_LINE_CHARS ? 'long-text' : 'text';
    case 'array':
      return schema.items ? 'list' : 'json';
    default:
      return Array.isArray(schema.type) && schema.type.includes('string') && !schema.type.includes('number')
        ? 'long-text'
        : 'json';
  }
}

/** A variant of its own, and not only a rule about which properties there must be. */
function isWhole(variant: Schema): boolean {
  return variant.$ref !== undefined || variant.properties !== undefined || variant.type !== undefined;
}

/** Properties of which exactly one is to be given, as `rows`, `csv` and `from` of a sheet; none where there is no such rule. */
export function exclusiveProperties({ oneOf = [] }: Schema): string[] {
  const names = oneOf.flatMap(({ required, properties }) => (properties ? [] : (required ?? [])));
  return names.length === oneOf.length ? names : [];
}

/** What a field begins with. */
export function emptyValue(schema: Schema, root: Schema): unknown {
  const known = resolved(schema, root);
  if (known.const !== undefined) return known.const;
  switch (fieldKind(known)) {
    case 'group':
      return Object.fromEntries(requiredFields(known, root));
    case 'variant':
      return emptyValue(known.oneOf?.[0] ?? {}, root);
    case 'list':
      return [];
    case 'choice':
      return known.enum?.[0];
    case 'switch':
      return false;
    case 'number':
      return known.minimum ?? 0;
    case 'json':
      return known.type === 'array' ? [] : null;
    default:
      return '';
  }
}

function requiredFields(schema: Schema, root: Schema): [string, unknown][] {
  const exclusive = exclusiveProperties(schema).slice(0, 1);
  const constants = Object.entries(schema.properties ?? {}).filter(
    ([, one]) => resolved(one, root).const !== undefined,
  );
  const names = new Set([...constants.map(([name]) => name), ...(schema.required ?? []), ...exclusive]);
  return [...names].map((name) => [name, emptyValue(schema.properties?.[name] ?? {}, root)]);
}

/** A variant's name: the constant that tells it from the others, or its title. */
export function variantName(variant: Schema, root: Schema): string {
  const known = resolved(variant, root);
  const constant = Object.values(known.properties ?? {})
    .map((one) => resolved(one, root).const)
    .find((value) => typeof value === 'string');
  return String(constant ?? known.title ?? variant.$ref?.split('/').at(-1) ?? known.type ?? 'other');
}

/** Which variant a value is of; the first when none says so. */
export function variantOf(value: unknown, variants: readonly Schema[], root: Schema): number {
  const at = variants.findIndex((variant) =>
    Object.entries(resolved(variant, root).properties ?? {}).some(([name, one]) => {
      const constant = resolved(one, root).const;
      return constant !== undefined && (value as Record<string, unknown> | null)?.[name] === constant;
    }),
  );
  return Math.max(0, at);
}

/** `maxAttempts` → “Max attempts”. */
export function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
