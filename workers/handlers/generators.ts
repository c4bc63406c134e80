import type { FileFormat } from '../render/thread-messages.ts';

/**
 * What writes each format, and in which version. A version is raised with every change after which the same input
 * makes another file that somebody could notice: from then on no job is answered with a file of before.
 */
export const GENERATORS: Record<FileFormat, string> = {
  xlsx: 'pressroom-xlsx/1',
  docx: 'pressroom-docx/1',
  pdf: 'pressroom-pdf/1',
  pptx: 'pressroom-pptx/1',
};
