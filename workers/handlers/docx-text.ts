import { type ParagraphChild, TextRun } from 'docx';

/** The runs of a text, with a line break at each line feed. */
export function linesOf(text: string, look: { bold?: boolean; size?: number } = {}): ParagraphChild[] {
  return text.split('\n').map((line, index) => new TextRun({ text: line, ...(index > 0 && { break: 1 }), ...look }));
}
