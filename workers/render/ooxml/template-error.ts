/** A template that cannot be filled, whatever the values: `message` is a sentence for people. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
