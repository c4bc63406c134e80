import type {
  Block,
  Cell,
  DocumentContent,
  Metadata,
  Run,
  TableColumn,
} from '../../../workers/render/content/content.ts';
import type { RenderControls, Warning } from '../../../workers/render/controls.ts';
import { writePdf } from '../../../workers/render/pdf/write-pdf.ts';
import type { Theme } from '../../../workers/render/theme/theme.ts';

export const THEME: Theme = {
  name: 'plain',
  fonts: { body: 'Noto Sans', heading: 'Noto Serif', mono: 'Noto Sans Mono' },
  colors: {
    text: '202020',
    heading: '102040',
    accent: '1F5C99',
    muted: '606060',
    line: 'C0C0C0',
    headerFill: 'E8EDF3',
    headerText: '102040',
    band: 'F6F8FA',
    series: ['1F5C99', 'D9730D', '2A9D8F', 'A23B72', '8AB6E1', '6B5B3E'],
  },
  page: { width: 595.28, height: 841.89, margins: { top: 71, right: 71, bottom: 71, left: 71 } },
  header: null,
  footer: null,
  logo: null,
};

export const METADATA: Metadata = {
  title: null,
  subject: null,
  author: null,
  company: null,
  keywords: [],
  language: null,
};

export function documentOf(
  blocks: Block[],
  changes: { theme?: Partial<Theme>; metadata?: Partial<Metadata> } = {},
): DocumentContent {
  return { blocks, theme: { ...THEME, ...changes.theme }, metadata: { ...METADATA, ...changes.metadata } };
}

/** The whole PDF, with what it warned of and what it reported. */
export async function madePdf(
  content: DocumentContent,
  controls: Partial<RenderControls> = {},
): Promise<{ bytes: Uint8Array; warnings: Warning[]; percents: number[] }> {
  const warnings: Warning[] = [];
  const percents: number[] = [];
  const pieces: Uint8Array[] = [];
  const all: RenderControls = {
    signal: new AbortController().signal,
    report: async ({ percent }) => void (percent !== undefined && percents.push(percent)),
    warn: (warning) => void warnings.push(warning),
    ...controls,
  };
  for await (const piece of writePdf(content, all)) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), warnings, percents };
}

export function paragraph(...runs: (string | Run)[]): Block {
  return {
    type: 'paragraph',
    look: 'plain',
    runs: runs.map((run) => (typeof run === 'string' ? { text: run } : run)),
  };
}

let headings = 0;

export function heading(level: 1 | 2 | 3, text: string): Block {
  return { type: 'heading', level, runs: [{ text }], anchor: `heading-${(headings += 1)}` };
}

export function column(header: string, changes: Partial<TableColumn> = {}): TableColumn {
  return {
    header,
    type: undefined,
    align: 'left',
    width: null,
    currency: null,
    decimals: null,
    total: null,
    ...changes,
  };
}

export function table(columns: TableColumn[], rows: Cell[][], caption: string | null = null): Block {
  const made = {
    columns,
    sample: rows.slice(0, 200),
    rowCount: rows.length,
    async *rows() {
      yield* rows;
    },
  };
  return { type: 'table', table: made, caption: caption === null ? null : [{ text: caption }] };
}
