/** A render that can only fail, however often it is tried: the input, or a file that it speaks of, is at fault. */
export class RenderError extends Error {
  /** Not `code`: that is how errors of the system and of the database are known, whose words are not for everybody. */
  readonly reason: string;

  /** @param reason a stable, lower-case, hyphenated word for programs; `message` is for people. */
  constructor(reason: string, message: string) {
    super(message);
    this.name = 'RenderError';
    this.reason = reason;
  }
}

/** The errors of reading and writing that another attempt cannot mend, by name. */
const REASONS: Readonly<Record<string, string>> = {
  InvalidData: 'invalid-input',
  NothingToShow: 'nothing-to-show',
  TemplateError: 'invalid-template',
  FileFormatError: 'invalid-file',
};

/** The word for an error that means the same at every attempt; null for any other. */
export function permanentReason(error: unknown): string | null {
  if (error instanceof RenderError) return error.reason;
  return error instanceof Error ? (REASONS[error.name] ?? null) : null;
}
