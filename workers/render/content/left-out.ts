import type { RenderControls } from '../controls.ts';
import type { Format } from './reading.ts';

/** Kinds of what an input can have and a format may have no place for: one, and several. */
const KINDS = {
  heading: ['a heading', 'headings'],
  paragraph: ['a paragraph', 'paragraphs'],
  quote: ['a quotation', 'quotations'],
  code: ['a block of code', 'blocks of code'],
  list: ['a list', 'lists'],
  image: ['a picture', 'pictures'],
  callout: ['a callout', 'callouts'],
  'table-of-contents': ['a table of contents', 'tables of contents'],
  rule: ['a rule', 'rules'],
  'page-break': ['a page break', 'page breaks'],
  caption: ['a caption', 'captions'],
  notes: ['the notes of a slide', 'notes of slides'],
  section: ['a section', 'sections'],
  freeze: ['rows and columns that stay in view', 'settings of what stays in view'],
  filter: ['filter buttons', 'settings of filter buttons'],
  'conditional-format': ['a conditional format', 'conditional formats'],
  'axis-title': ['the title of an axis', 'titles of axes'],
} as const;

export type LeftOutKind = keyof typeof KINDS;

/** Counts what a format has no place for, so that each kind is told of once. */
export interface LeftOut {
  add(kind: LeftOutKind, pointer: string): void;
  /** Warns of each kind, with the place of its first. */
  tell(): void;
}

const MEDIA: Record<Format, string> = { xlsx: 'workbook', docx: 'document', pdf: 'PDF', pptx: 'presentation' };

/** For one file in this format. */
export function newLeftOut(format: Format, controls: RenderControls): LeftOut {
  const found = new Map<LeftOutKind, { count: number; pointer: string }>();
  return {
    add(kind, pointer) {
      const known = found.get(kind);
      if (known) known.count += 1;
      else found.set(kind, { count: 1, pointer });
    },
    tell() {
      for (const [kind, { count, pointer }] of found) {
        const [one, several] = KINDS[kind];
        const what = count === 1 ? one : `${count} ${several}`;
        const detail = `A ${MEDIA[format]} has no place for ${what}: left out.`;
        controls.warn({ code: 'not-carried', detail, pointer });
      }
      found.clear();
    },
  };
}
