import type { ErrorObject } from 'ajv';

const MAX_ECHO = 100;

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
  pattern: ({ parentSchema }) => describePattern(parentSchema),
  oneOf: ({ parentSchema }) => `must have exactly one of ${oneOfProperties(parentSchema).join(', ')}`,
  discriminator: (error) => describeTag(error),
};

/** A pattern says little to people; the schema that has it says in its description what is allowed. */
function describePattern(schema: unknown): string {
  const description = (schema as { description?: unknown } | undefined)?.description;
  const sentence = typeof description === 'string' ? ` (${description.trim().replaceAll('\n', ' ')})` : '';
  return `must not have characters that are not allowed here${sentence}`;
}

function oneOfProperties(schema: unknown): string[] {
  const branches = (schema as { oneOf?: { required?: string[] }[] } | undefined)?.oneOf ?? [];
  return branches.flatMap((branch) => branch.required ?? []);
}

function describeTag({ params, parentSchema }: ErrorObject): string {
  const branches = (parentSchema as { oneOf?: { $ref?: string }[] } | undefined)?.oneOf ?? [];
  const value = params.tagValue === undefined ? '' : `, not ${snippet(params.tagValue)}`;
  const names = branches.flatMap(({ $ref }) => ($ref ? [blockTypeOf($ref)] : []));
  return `must be one of ${names.join(', ')}${value}`;
}

/** `#/$defs/PageBreakBlock` is the schema of the blocks of type `page-break`. */
function blockTypeOf(ref: string): string {
  const name = ref.slice(ref.lastIndexOf('/') + 1).replace(/Block$/, '');
  return name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();
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
