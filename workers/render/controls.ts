/** What a writer is given besides the content: how to tell of its progress and of what it could not do. */
export interface RenderControls {
  /** The writer stops soon after this is aborted, by throwing its reason. */
  signal: AbortSignal;
  /** Tells how far the writing is. May be called as often as is convenient: about twenty times is enough. */
  report(update: { percent?: number; stage?: string; message?: string }): Promise<void>;
  /** Tells of something that the file does not show as it was asked for. The same warning twice counts once. */
  warn(warning: Warning): void;
}

/** Something that a file does not show as it was asked for. Never a reason to fail. */
export interface Warning {
  code: WarningCode;
  /** One sentence for people. */
  detail: string;
  /** Where in the input (a JSON Pointer, RFC 6901), if it is one place. */
  pointer?: string;
}

export type WarningCode =
  /** The format has no way to carry this; it was left out or shown in another way. */
  | 'not-carried'
  /** No font has these characters. */
  | 'missing-glyph'
  /** The font that was asked for is not embedded; another was taken. */
  | 'font-replaced'
  /** A picture is not one that was sent, or not PNG or JPEG; its description stands in its place. */
  | 'image-not-shown'
  /** A cell does not fit its column's inferred type; it was written as text. */
  | 'cell-as-text'
  /** A text or table was too large for the format and was cut or divided. */
  | 'divided'
  /** A formula is shown as its text: only a spreadsheet computes. */
  | 'formula-not-computed'
  /** A placeholder of a template got no value, or a value has no placeholder. */
  | 'placeholder-unfilled'
  | 'value-unused'
  /** There is no preview of the file. */
  | 'no-preview';

/** A program whose name stands in the properties of every file. */
export const PRODUCER = 'Pressroom';
