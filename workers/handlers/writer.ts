import type { ProgressUpdate } from '../handler.ts';
import type { DocumentInput, PresentationInput, SpreadsheetInput } from '../../src/documents/model.ts';

/** The file formats that are written, by extension, each with the input that its writer takes. */
export interface WriterInputs {
  xlsx: SpreadsheetInput;
  docx: DocumentInput;
  pdf: DocumentInput;
  pptx: PresentationInput;
}

export type FileFormat = keyof WriterInputs;

/** What a file is written from; it can be sent to another thread. */
export interface Source<Input> {
  title: string | null;
  input: Input;
}

export interface WriterControls {
  /** The writer stops soon after this is aborted, by throwing its reason. */
  signal: AbortSignal;
  report(update: ProgressUpdate): Promise<void>;
}

/** Writes a file of one format, in pieces. It knows nothing of jobs, and the input has been checked before. */
export type Writer<Input> = (source: Source<Input>, controls: WriterControls) => AsyncIterable<Uint8Array>;

/** Who made the files, as their properties say. */
export const PRODUCER = 'Pressroom';

/** Loads a format's writer, and with it its library, when the first file of that format is wanted. */
export async function loadWriter<Format extends FileFormat>(format: Format): Promise<Writer<WriterInputs[Format]>> {
  return WRITERS[format]();
}

const WRITERS: { [Format in FileFormat]: () => Promise<Writer<WriterInputs[Format]>> } = {
  xlsx: async () => (await import('./xlsx-writer.ts')).writeXlsx,
  docx: async () => (await import('./docx-writer.ts')).writeDocx,
  pdf: async () => (await import('./pdf-writer.ts')).writePdf,
  pptx: async () => (await import('./pptx-writer.ts')).writePptx,
};
