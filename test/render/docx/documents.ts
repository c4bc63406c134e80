import { strFromU8, unzipSync } from 'fflate';
import type {
  Block,
  Cell,
  Chart,
  DocumentContent,
  Heading,
  HeadingLevel,
  ListItem,
  Metadata,
  Picture,
  Run,
  Table,
  TableBlock,
  TableColumn,
} from '../../../workers/render/content/content.ts';
import type { RenderControls, Warning } from '../../../workers/render/controls.ts';
import { writeDocx } from '../../../workers/render/docx/write-docx.ts';
import { classic } from '../../../workers/render/theme/classic.ts';
import type { Theme } from '../../../workers/render/theme/theme.ts';

/** A page of A4 with margins of an inch. */
const PAGE = { width: 595.28, height: 841.89, margins: { top: 72, right: 72, bottom: 72, left: 72 } };

export const THEME: Theme = { ...classic, page: PAGE, logo: null };

export const METADATA: Metadata = {
  title: 'Bericht & <mehr>',
  subject: 'Zahlen',
  author: 'Zoë',
  company: 'Beispiel GmbH',
  keywords: ['eins', 'zwei'],
  language: 'de-CH',
};

export function content(blocks: Block[], more: Partial<DocumentContent> = {}): DocumentContent {
  return { blocks, metadata: METADATA, theme: THEME, ...more };
}

export function heading(level: HeadingLevel, text: string, number = 1): Heading {
  return { type: 'heading', level, runs: [{ text }], anchor: `heading-${number}` };
}

export function paragraph(...runs: (string | Run)[]): Block {
  return { type: 'paragraph', look: 'plain', runs: runs.map((run) => (typeof run === 'string' ? { text: run } : run)) };
}

export function item(text: string, more: Partial<ListItem> = {}): ListItem {
  return { runs: [{ text }], depth: 0, number: null, checked: null, ...more };
}

export function column(header: string, more: Partial<TableColumn> = {}): TableColumn {
  const numeric = ['integer', 'decimal', 'percent', 'currency'].includes(more.type ?? '');
  const align = numeric ? 'right' : 'left';
  return { header, type: undefined, align, width: null, currency: null, decimals: null, total: null, ...more };
}

export function table(columns: TableColumn[], rows: Cell[][], caption: Run[] | null = null): TableBlock {
  return { type: 'table', caption, table: streamed(columns, rows.length, (at) => rows[at] ?? []) };
}

/** A table whose rows are made one by one. */
export function streamed(columns: TableColumn[], rowCount: number, row: (at: number) => Cell[]): Table {
  return {
    ...{ columns, rowCount },
    async *rows() {
      await Promise.resolve();
      for (let at = 0; at < rowCount; at += 1) yield row(at);
    },
    sample: Array.from({ length: Math.min(rowCount, 200) }, (_, at) => row(at)),
  };
}

/** A PNG of one white pixel, said to be as large as is asked for. */
export function picture(width: number, height: number, key = 'pixel'): Picture {
  const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==';
  return { key, format: 'png', width, height, load: async () => Buffer.from(base64, 'base64') };
}

export function chart(more: Partial<Chart> = {}): Block {
  const series = [
    { name: 'Europa', values: [1, 2, 3], xValues: null },
    { name: 'Amerika', values: [3, null, 1], xValues: null },
  ];
  const look = { kind: 'bar', title: 'Umsatz', xTitle: null, yTitle: null, horizontal: false, legend: true } as const;
  return { type: 'chart', chart: { ...look, categories: ['a', 'b', 'c'], series, ...more } };
}

/** A document's file, and what was told while it was written. */
export interface WrittenFile {
  bytes: Buffer;
  parts: Map<string, string>;
  /** `word/document.xml`. */
  text: string;
  warnings: Warning[];
  reports: { percent?: number; stage?: string; message?: string }[];
}

export async function written(document: DocumentContent): Promise<WrittenFile> {
  const told = listening();
  const pieces: Uint8Array[] = [];
  for await (const piece of writeDocx(document, told.controls)) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const parts = partsOf(bytes);
  return { bytes, parts, text: parts.get('word/document.xml') ?? '', warnings: told.warnings, reports: told.reports };
}

/** Controls that keep what they are told. */
export function listening(signal = new AbortController().signal): {
  controls: RenderControls;
  warnings: Warning[];
  reports: WrittenFile['reports'];
} {
  const [warnings, reports]: [Warning[], WrittenFile['reports']] = [[], []];
  const controls: RenderControls = {
    signal,
    report: async (update) => void reports.push(update),
    warn: (warning) => void warnings.push(warning),
  };
  return { controls, warnings, reports };
}

export function partsOf(bytes: Uint8Array): Map<string, string> {
  return new Map(Object.entries(unzipSync(bytes)).map(([path, part]) => [path, strFromU8(part, !isXml(path))]));
}

export function isXml(path: string): boolean {
  return /\.(xml|rels)$/.test(path);
}

/** The words of each paragraph; a line break is a line feed. */
export function paragraphTexts(xml: string): string[] {
  return [...xml.matchAll(/<w:p>(.*?)<\/w:p>/gs)].map(([, inner = '']) =>
    [...inner.matchAll(/<w:(br|tab)\/>|<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
      .map(([, mark, text]) => (mark === undefined ? unescaped(text ?? '') : mark === 'br' ? '\n' : '\t'))
      .join(''),
  );
}

function unescaped(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return text.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => entities[name] ?? '');
}
