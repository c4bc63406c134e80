import { readFileSync } from 'node:fs';
import { create, type Font, type Glyph } from 'fontkit';
import type { Shaped } from './shape.ts';

/** One font file, opened. */
export interface Face {
  /** What the file embeds. */
  font: Font;
  /** What texts are shaped with: the same font, whose glyphs know the characters of each use. */
  shaping: Font;
  has(codePoint: number): boolean;
  /** Shaped before: words come again and again. */
  shaped: Map<string, Shaped>;
}

const faces = new Map<string, Face>();

/** Opens a font file, once a process. Its tables are read when they are needed. */
export function openFace(path: string): Face {
  const known = faces.get(path);
  if (known) return known;
  const font = create(readFileSync(path)) as Font;
  const answers = new Map<number, boolean>();
  const face: Face = {
    font,
    shaping: shapingView(font),
    shaped: new Map(),
    has(codePoint) {
      let answer = answers.get(codePoint);
      if (answer === undefined) answers.set(codePoint, (answer = font.hasGlyphForCodePoint(codePoint)));
      return answer;
    },
  };
  faces.set(path, face);
  return face;
}

/**
 * fontkit makes one object a glyph, with the characters of its first use. A glyph that stands for several characters
 * (the middle forms of Arabic letters, a blank and one that does not break) would say the wrong ones ever after.
 */
function shapingView(font: Font): Font {
  const view = Object.create(font) as Font;
  view.getGlyph = (id, codePoints = []) => {
    const shared = font.getGlyph(id, codePoints);
    // Read once, it is kept with the shared glyph.
    void shared.advanceWidth;
    const glyph = Object.create(shared) as Glyph;
    Object.defineProperty(glyph, 'codePoints', { value: codePoints, writable: true });
    return glyph;
  };
  return view;
}
