import { TemplateError } from '../ooxml/template-error.ts';

const MAX_SHOWN = 5;

/** What the library says of one fault. */
interface Fault {
  id?: unknown;
  xtag?: unknown;
  explanation?: unknown;
  rootError?: unknown;
  errors?: unknown;
}

/** The error of the library as a sentence for people that names the placeholders; what is no fault of the template as it is. */
export function templateFault(error: unknown): unknown {
  if (error instanceof TemplateError) return error;
  const faults = faultsOf(error);
  const own = faults.map(({ rootError }) => rootError).find((root) => root instanceof TemplateError);
  if (own !== undefined) return own;
  if (faults.length === 0) return error;
  const sentences = [...new Set(faults.map(sentence))];
  const more = sentences.length > MAX_SHOWN ? ` And ${sentences.length - MAX_SHOWN} more.` : '';
  return new TemplateError(`${sentences.slice(0, MAX_SHOWN).join(' ')}${more}`, { cause: error });
}

function faultsOf(error: unknown): Fault[] {
  const properties = propertiesOf(error);
  if (properties === null) return [];
  if (!Array.isArray(properties.errors)) return [properties];
  return properties.errors.map(propertiesOf).filter((fault) => fault !== null);
}

function propertiesOf(error: unknown): Fault | null {
  if (!(error instanceof Error) || !('properties' in error)) return null;
  return typeof error.properties === 'object' ? error.properties : null;
}

function sentence({ id, xtag, explanation }: Fault): string {
  const tag = typeof xtag === 'string' ? xtag.replace(/[{}]/g, '') : '';
  switch (id) {
    case 'unopened_tag':
      return `The placeholder "${tag}}" of the template lacks its opening brace.`;
    case 'unclosed_tag':
      return `The placeholder "{${tag}" of the template lacks its closing brace.`;
    case 'duplicate_open_tag':
    case 'duplicate_close_tag':
      return `The placeholder "${tag}" of the template has a brace too many.`;
    case 'unclosed_loop':
      return `The section {#${tag}} of the template is never closed with {/${tag}}.`;
    case 'unopened_loop':
      return `The section {/${tag}} of the template is closed, but was never opened with {#${tag}}.`;
    case 'loop_position_invalid':
      return `The section {#${tag}} of the template begins and ends in places that cannot be repeated together.`;
    default:
      return `The template cannot be filled: ${typeof explanation === 'string' ? explanation.replace(/\.$/, '') : 'it is damaged'}.`;
  }
}
