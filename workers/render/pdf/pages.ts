import type { Theme } from '../theme/theme.ts';
import type { Piece } from '../text/words.ts';
import type { Surface } from './draw-line.ts';
import { newTags, type Tags } from './tags.ts';
import type { FileFont, FileObject, PdfFile } from './pdf-file.ts';

/** The pages of a document while they are filled, from top to bottom. All lengths are points. */
export interface Pages extends Surface {
  file: PdfFile;
  tags: Tags;
  left: number;
  width: number;
  top: number;
  bottom: number;
  /** Where the next thing goes, from the upper edge of the page. */
  y: number;
  /** From 1. */
  number: number;
  /** Keeps a distance to what follows: the larger of two that meet; none at the top of a page. */
  space(distance: number): void;
  /** Begins what is drawn next: takes the distance that was kept. */
  open(): void;
  /** Whether nothing is on the page yet. */
  isFresh(): boolean;
  /** The room that is left, the kept distance taken off. */
  room(): number;
  newPage(): void;
  /** A drawing on this page that is made when the document is complete: it may say how many pages there are. */
  later(draw: (surface: Surface) => void): void;
  /** Makes the drawings that waited; yields after each. */
  finish(): Generator<void>;
}

interface Waiting {
  object: FileObject;
  draw(surface: Surface): void;
}

/**
 * No page is there yet.
 *
 * @param onPage draws what every page has
 */
export function newPages(file: PdfFile, { page: paper }: Theme, onPage: (pages: Pages) => void): Pages {
  const { width, height, margins } = paper;
  const waiting: Waiting[] = [];
  let kept = 0;
  let isFresh = true;
  const pages: Pages = {
    file,
    tags: newTags(file),
    left: margins.left,
    width: width - margins.left - margins.right,
    top: margins.top,
    bottom: height - margins.bottom,
    y: margins.top,
    number: 0,
    space: (distance) => void (kept = Math.max(kept, distance)),
    open() {
      if (!isFresh) pages.y += kept;
      [kept, isFresh] = [0, false];
    },
    isFresh: () => isFresh,
    room: () => pages.bottom - pages.y - (isFresh ? 0 : kept),
    newPage() {
      file.newPage(width, height);
      pages.number += 1;
      [pages.y, kept, isFresh] = [pages.top, 0, true];
      pages.tags.pageBegan();
      pages.tags.artifact(() => onPage(pages));
    },
    later(draw) {
      const name = `Later${waiting.length + 1}`;
      const object = file.newObject({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height] });
      file.page().xobjects[name] = object;
      pages.draw(`/${name} Do`);
      waiting.push({ object, draw });
    },
    *finish() {
      for (const one of waiting) {
        finishDrawing(file, one);
        yield;
      }
    },
    draw: (operators) => file.draw(operators),
    fontFor(piece) {
      const font = file.font(piece.font.face);
      file.page().fonts[font.id] ??= font.object();
      return font;
    },
  };
  return pages;
}

function finishDrawing(file: PdfFile, { object, draw }: Waiting): void {
  const fonts: Record<string, FileObject> = {};
  let operators = '';
  draw({
    draw: (added) => void (operators += `${added}\n`),
    fontFor(piece: Piece): FileFont {
      const font = file.font(piece.font.face);
      fonts[font.id] ??= font.object();
      return font;
    },
  });
  object.data['Resources'] = { Font: fonts };
  object.write(operators);
  object.end();
}
