/** The service's own writers, called as the render thread calls them. */
import type { DeckContent, Metadata, Table } from '../../workers/render/content/content.ts';
import type { RenderControls } from '../../workers/render/controls.ts';
import { resolveTheme } from '../../workers/render/theme/resolve-theme.ts';
import { HEADERS, sampleRows, sampleSlide } from './sample-data.ts';

const METADATA: Metadata = {
  title: 'Benchmark',
  subject: null,
  author: null,
  company: null,
  keywords: [],
  language: 'en',
};
const TYPES = [
  'integer',
  'text',
  'text',
  'date',
  'percent',
  'currency',
  'boolean',
  'text',
  'decimal',
  'decimal',
] as const;

const controls: RenderControls = {
  signal: new AbortController().signal,
  report: async () => {},
  warn: () => {},
};

/** The pieces of a file of that many rows (or slides). */
export async function* pressroomFile(format: string, size: number): AsyncGenerator<Uint8Array> {
  const theme = await resolveTheme({}, async () => null);
  const common = { metadata: METADATA, theme };
  switch (format) {
    case 'xlsx': {
      const { writeXlsx } = await import('../../workers/render/xlsx/write-xlsx.ts');
      const sheet = { name: 'Rows', freeze: { rows: 1, columns: 0 }, filter: true, conditionalFormats: [], charts: [] };
      return yield* writeXlsx({ ...common, sheets: [{ ...sheet, table: sampleTable(size, 10) }] }, controls);
    }
    case 'docx': {
      const { writeDocx } = await import('../../workers/render/docx/write-docx.ts');
      const blocks = [{ type: 'table' as const, table: sampleTable(size, 8), caption: null }];
      return yield* writeDocx({ ...common, blocks }, controls);
    }
    case 'pdf': {
      const { writePdf } = await import('../../workers/render/pdf/write-pdf.ts');
      const blocks = [{ type: 'table' as const, table: sampleTable(size, 6), caption: null }];
      return yield* writePdf({ ...common, blocks }, controls);
    }
    default: {
      const { writePptx } = await import('../../workers/render/pptx/write-pptx.ts');
      yield* writePptx({ ...common, slides: sampleSlides(size) }, controls);
    }
  }
}

function sampleTable(count: number, columns: number): Table {
  return {
    columns: HEADERS.slice(0, columns).map((header, at) => ({
      header,
      type: TYPES[at],
      align: ['integer', 'percent', 'currency', 'decimal'].includes(TYPES[at] ?? '') ? 'right' : 'left',
      width: null,
      currency: null,
      decimals: null,
      total: null,
    })),
    rows: async function* () {
      yield* sampleRows(count, columns);
    },
    sample: [...sampleRows(Math.min(count, 200), columns)],
    rowCount: count,
  };
}

function sampleSlides(count: number): DeckContent['slides'] {
  return Array.from({ length: count }, (_, index) => {
    const { title, bullets } = sampleSlide(index);
    const items = bullets.map((text) => ({ runs: [{ text }], depth: 0, number: null, checked: null }));
    return { title, blocks: [{ type: 'list' as const, items }], notes: null, section: null };
  });
}
