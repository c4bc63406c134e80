import type { ErrorObject } from 'ajv';
import { unwritableCharacter } from '../documents/writable-text.ts';

/** Of a `oneOf` that is told apart by `type`: the types that there are. */
export const TYPES_KEYWORD = 'x-types';

const MAX_ECHO = 100;

const FORMAT_NAMES: Record<string, string> = {
  uuid: 'a UUID',
  'date-time': 'a date and time (RFC 3339) of the calendar',
};

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

/** Says in a few words what a schema found wrong, beginning with "must". Shows at most a snippet of what was sent. */
export function describeFault(error: ErrorObject): string {
  const say = SENTENCES[error.keyword];
  return say ? say(error) : (error.message ?? 'is not valid');
}

const SENTENCES: Record<string, (error: ErrorObject) => string> = {
  required: () => 'must be given',
  additionalProperties: () => 'must be left out: there is no such property',
  type: ({ params }) => `must be ${[params.type].flat().flatMap(splitTypes).map(typeName).join(' or ')}`,
  enum: ({ params }) => `must be one of ${params.allowedValues.join(', ')}`,
  const: ({ params }) => `must be ${JSON.stringify(params.allowedValue)}`,
  minimum: ({ params }) => `must be at least ${params.limit}`,
  maximum: ({ params }) => `must be at most ${params.limit}`,
  minLength: ({ params }) =>
    params.limit === 1 ? 'must not be empty' : `must have at least ${params.limit} characters`,
  maxLength: ({ params }) => `must have at most ${params.limit} characters`,
  minItems: ({ params }) => (params.limit === 1 ? 'must not be empty' : `must have at least ${params.limit} items`),
  maxItems: ({ params }) => `must have at most ${params.limit} items`,
  uniqueItems: () => 'must not have the same item twice',
  format: ({ params }) => `must be ${FORMAT_NAMES[params.format] ?? `a ${params.format}`}`,
  maxProperties: ({ params }) => `must have at most ${params.limit} properties`,
  pattern: (error) => describePattern(error),
  oneOf: ({ parentSchema }) => `must have exactly one of ${oneOfProperties(parentSchema).join(', ')}`,
  discriminator: (error) => describeTag(error),
};

/** A pattern says little to people; the schema that has it says in its description what is allowed. */
function describePattern({ parentSchema, data }: ErrorObject): string {
  const unwritable = typeof data === 'string' ? unwritableCharacter(data) : null;
  if (unwritable) {
    const code = unwritable.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `must not have control characters, such as U+${code}`;
  }
  const description = (parentSchema as { description?: unknown } | undefined)?.description;
  return typeof description === 'string'
    ? `must be as described: ${description.trim().replaceAll('\n', ' ')}`
    : 'must not have characters that are not allowed here';
}

function oneOfProperties(schema: unknown): string[] {
  const branches = (schema as { oneOf?: { required?: string[] }[] } | undefined)?.oneOf ?? [];
  return branches.flatMap((branch) => branch.required ?? []);
}

function describeTag({ params, parentSchema }: ErrorObject): string {
  const types = (parentSchema as { [TYPES_KEYWORD]?: unknown[] } | undefined)?.[TYPES_KEYWORD] ?? [];
  const value = params.tagValue === undefined ? '' : `, not ${snippet(params.tagValue)}`;
  return `must be one of ${types.join(', ')}${value}`;
}

function snippet(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > MAX_ECHO ? `${text.slice(0, MAX_ECHO - 1)}…` : text;
}

function splitTypes(types: unknown): string[] {
  return String(types).split(',');
}

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}
