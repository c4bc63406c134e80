import { MARGIN, needHeight, type Pdf, setLook, type TextLook } from './pdf-page.ts';

/** The lines of a text in a look, none wider than `width`. A word that is wider by itself is broken. */
export function wrappedLines(doc: Pdf, text: string, look: TextLook, width: number): string[] {
  setLook(doc, look);
  return text.split('\n').flatMap((line) => wrapLine(doc, line.replaceAll('\t', '    '), width));
}

/** Draws a text below what is there, over as many pages as it takes, a line at a time. */
export function* drawText(
  doc: Pdf,
  text: string,
  look: TextLook,
  box: { left: number; width: number },
): Generator<void> {
  for (const line of wrappedLines(doc, text, look, box.width)) {
    needHeight(doc, look.leading);
    drawLine(doc, line, look, box.left);
    doc.y += look.leading;
    yield;
  }
}

/** Draws one line at the height of the cursor, which stays where it is. */
export function drawLine(doc: Pdf, line: string, look: TextLook, left: number): void {
  const top = doc.y;
  setLook(doc, look);
  doc.text(line, left, top, { lineBreak: false });
  doc.x = MARGIN;
  doc.y = top;
}

function wrapLine(doc: Pdf, line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  let currentWidth = 0;
  for (const word of line.split(/(?<= )/)) {
    const wordWidth = doc.widthOfString(word.trimEnd());
    if (currentWidth + wordWidth > width && current !== '') {
      lines.push(current.trimEnd());
      [current, currentWidth] = ['', 0];
    }
    const parts = wordWidth > width ? brokenWord(doc, word, width) : [word];
    lines.push(...parts.slice(0, -1));
    current += parts.at(-1) ?? '';
    currentWidth += doc.widthOfString(parts.at(-1) ?? '');
  }
  return [...lines, current.trimEnd()];
}

/** The parts of a word that has no place to break. Each has a character at least, however narrow the column. */
function brokenWord(doc: Pdf, word: string, width: number): string[] {
  const parts: string[] = [];
  let part = '';
  let partWidth = 0;
  for (const character of word) {
    const characterWidth = doc.widthOfString(character);
    if (partWidth + characterWidth > width && part !== '') {
      parts.push(part);
      [part, partWidth] = ['', 0];
    }
    part += character;
    partWidth += characterWidth;
  }
  return [...parts, part];
}
