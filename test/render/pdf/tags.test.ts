import { expect, test } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Block } from '../../../workers/render/content/content.ts';
import { column, documentOf, heading, madePdf, paragraph, table } from './made-pdf.ts';

interface Node {
  role?: string;
  alt?: string;
  children?: Node[];
}

/** The elements of each page, by their roles, as a program that reads a file aloud sees them. */
async function rolesOf(bytes: Uint8Array): Promise<string[]> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const tree = (await (await document.getPage(number)).getStructTree()) as Node | null;
    pages.push(tree ? shown(tree) : '');
  }
  await task.destroy();
  return pages;
}

function shown({ role, alt, children = [] }: Node): string {
  const inner = children.filter((child) => child.role !== undefined).map(shown);
  return `${role}${alt === undefined ? '' : ` “${alt}”`}${inner.length === 0 ? '' : `(${inner.join(' ')})`}`;
}

test('headings, texts, lists, tables and figures are told apart', async () => {
  const item = { runs: [{ text: 'item' }], depth: 0, number: 1, checked: null };
  const chart: Block = {
    type: 'chart',
    chart: {
      kind: 'pie',
      title: 'Shares',
      xTitle: null,
      yTitle: null,
      horizontal: false,
      legend: true,
      categories: ['a', 'b'],
      series: [{ name: 'Sales', values: [1, 2], xValues: null }],
    },
  };
  const blocks = [
    heading(1, 'H'),
    paragraph('p'),
    { type: 'list', items: [item] } satisfies Block,
    table([column('a'), column('b')], [['1', '2']], 'Caption'),
    chart,
  ];
  const { bytes } = await madePdf(documentOf(blocks, { metadata: { language: 'en' } }));
  expect(await rolesOf(bytes)).toEqual([
    'Root(Document(H1 P L(LI(Lbl LBody)) Table(Caption TR(TH TH) TR(TD TD)) Figure “Shares (pie chart): Sales”))',
  ]);
});

test('a text over several pages is one element on each of them', async () => {
  const { bytes } = await madePdf(documentOf([paragraph('word '.repeat(2500)), heading(2, 'H')]));
  const roles = await rolesOf(bytes);
  expect(roles.length).toBeGreaterThan(2);
  for (const page of roles.slice(0, -1)) expect(page).toBe('Root(Document(P))');
});
