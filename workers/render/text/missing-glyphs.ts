import type { RenderControls } from '../controls.ts';

/** More are counted instead of named: a text in a script that no font has would fill the list. */
const MAX_NAMED = 30;

/** Collects the characters that no font has, and tells of each once. */
export interface MissingGlyphs {
  note(codePoint: number): void;
  /** Tells of those that were too many to name. */
  close(): void;
}

export function newMissingGlyphs(controls: Pick<RenderControls, 'warn'>): MissingGlyphs {
  const seen = new Set<number>();
  return {
    note(codePoint) {
      if (seen.has(codePoint)) return;
      seen.add(codePoint);
      if (seen.size > MAX_NAMED) return;
      const number = codePoint.toString(16).toUpperCase().padStart(4, '0');
      const detail = `No font has the character ${String.fromCodePoint(codePoint)} (U+${number}); an empty box stands in its place.`;
      controls.warn({ code: 'missing-glyph', detail });
    },
    close() {
      const others = seen.size - MAX_NAMED;
      if (others > 0) controls.warn({ code: 'missing-glyph', detail: `No font has ${others} further characters.` });
    },
  };
}
