import { encode } from 'fast-png';
import type {
  Block,
  Callout,
  Cell,
  Chart,
  ChartBlock,
  DeckContent,
  ImageBlock,
  List,
  ListItem,
  Metadata,
  Picture,
  Run,
  Slide,
  TableBlock,
  TableColumn,
} from '../../../workers/render/content/content.ts';
import type { RenderControls, Warning } from '../../../workers/render/controls.ts';
import { writePptx } from '../../../workers/render/pptx/write-pptx.ts';
import { classic } from '../../../workers/render/theme/classic.ts';
import { modern } from '../../../workers/render/theme/modern.ts';
import type { Theme } from '../../../workers/render/theme/theme.ts';

const page = { width: 595, height: 842, margins: { top: 72, right: 72, bottom: 72, left: 72 } };

export const THEMES: Record<'classic' | 'modern', Theme> = {
  classic: { ...classic, page, logo: null },
  modern: { ...modern, page, logo: null },
};

export const METADATA: Metadata = {
  title: 'Annual review',
  subject: 'Grid & network',
  author: 'Mira Okafor',
  company: 'Northwind <Grid>',
  keywords: ['energy', 'grid'],
  language: 'en-GB',
};

export function deckOf(slides: Slide[], more: Partial<DeckContent> = {}): DeckContent {
  return { slides, metadata: METADATA, theme: THEMES.classic, ...more };
}

/** A deck whose first slide is a title slide, so that the others are what they are. */
export function deckWith(slide: Slide, more: Partial<DeckContent> = {}): DeckContent {
  return deckOf([slideOf('Opening'), slide], more);
}

export function slideOf(title: string, blocks: Block[] = [], more: Partial<Slide> = {}): Slide {
  return { title, blocks, notes: null, section: null, ...more };
}

export function paragraph(...runs: (Run | string)[]): Block {
  return { type: 'paragraph', look: 'plain', runs: runs.map((run) => (typeof run === 'string' ? { text: run } : run)) };
}

export function quote(text: string): Block {
  return { type: 'paragraph', look: 'quote', runs: [{ text }] };
}

export function heading(text: string): Block {
  return { type: 'heading', level: 3, runs: [{ text }], anchor: `heading-${text}` };
}

export function item(text: string, depth = 0, more: Partial<ListItem> = {}): ListItem {
  return { runs: [{ text }], depth, number: null, checked: null, ...more };
}

export function list(...items: (ListItem | string)[]): List {
  return { type: 'list', items: items.map((one) => (typeof one === 'string' ? item(one) : one)) };
}

export function numbered(first: number, ...texts: string[]): List {
  return list(...texts.map((text, at) => item(text, 0, { number: first + at })));
}

export function callout(tone: Callout['tone'], title: string | null, text: string): Block {
  return { type: 'callout', tone, title, runs: [{ text }] };
}

export function column(header: string, more: Partial<TableColumn> = {}): TableColumn {
  const usual = { type: undefined, align: 'left', width: null, currency: null, decimals: null, total: null } as const;
  return { ...usual, header, ...more };
}

export function table(columns: TableColumn[], rows: Cell[][], caption: string | null = null): TableBlock {
  const read = async function* (): AsyncGenerator<Cell[]> {
    yield* await Promise.resolve(rows);
  };
  const parts = { columns, rows: read, sample: rows.slice(0, 200), rowCount: rows.length };
  return { type: 'table', table: parts, caption: caption === null ? null : [{ text: caption }] };
}

/** A table that is longer than its sample, and never whole in memory. `onRow` hears of each row that is read. */
export function longTable(
  columns: TableColumn[],
  rowCount: number,
  row: (at: number) => Cell[],
  onRow = (): void => {},
) {
  const read = async function* (): AsyncGenerator<Cell[]> {
    for (let at = 0; at < rowCount; at += 1) {
      onRow();
      yield await Promise.resolve(row(at));
    }
  };
  const sample = Array.from({ length: Math.min(200, rowCount) }, (_, at) => row(at));
  return { type: 'table', caption: null, table: { columns, rows: read, sample, rowCount: null } } satisfies TableBlock;
}

const SERIES = [
  { name: 'Revenue', values: [12.4, 15.1, null, 18.9], xValues: null },
  { name: 'Cost', values: [9.8, 11, 11.9, 13.2], xValues: null },
];

export function chart(kind: Chart['kind'], more: Partial<Chart> = {}): ChartBlock {
  const categories = ['2022', '2023', '2024', '2025'];
  const look = { title: `A ${kind} chart`, xTitle: null, yTitle: null, horizontal: false, legend: true };
  const series = kind === 'pie' ? SERIES.slice(1) : SERIES;
  if (kind !== 'scatter') return { type: 'chart', chart: { ...look, kind, categories, series, ...more } };
  const points = series.map((one) => ({ ...one, xValues: [1, 2, 3.5, 4] }));
  return { type: 'chart', chart: { ...look, kind, categories: [], series: points, ...more } };
}

export function picture(width: number, height: number, key = `${width}x${height}`): Picture {
  const bytes = encode({ width, height, channels: 3, data: new Uint8Array(width * height * 3).fill(120) });
  return { key, format: 'png', width, height, load: () => Promise.resolve(bytes) };
}

export function image(shown: Picture, more: Partial<ImageBlock> = {}): ImageBlock {
  return { type: 'image', picture: shown, alt: 'What it shows', caption: null, widthShare: null, ...more };
}

interface Written {
  bytes: Uint8Array;
  warnings: Warning[];
  reports: { percent?: number }[];
}

export async function written(content: DeckContent, controls: Partial<RenderControls> = {}): Promise<Written> {
  const [warnings, reports]: [Warning[], Written['reports']] = [[], []];
  const pieces: Uint8Array[] = [];
  const usual: RenderControls = {
    signal: new AbortController().signal,
    report: (update) => Promise.resolve(void reports.push(update)),
    warn: (warning) => void warnings.push(warning),
  };
  for await (const piece of writePptx(content, { ...usual, ...controls })) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), warnings, reports };
}
