import { encode } from 'fast-png';
import type { Block } from '../../../src/documents/model.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const LINES: [string, number, number][] = [
  ['Design of the annual report', 12, 95],
  ['Typesetting, 48 pages', 1, 1450],
  ['Charts redrawn', 17, 22.5],
  ['Proof reading, German and French', 6.5, 70],
  ['Delivery of two printed copies', 2, 9.9],
];
const net = LINES.reduce((total, [, quantity, price]) => total + quantity * price, 0);

/** Three bars in a square: a logo that is made here. */
function logo(): string {
  const size = 96;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const bar = Math.floor(x / 32);
      const isInside = x % 32 < 24 && y > 60 - bar * 26 && y < 92;
      data.set(isInside ? [31 + bar * 40, 84 + bar * 30, 140, 255] : [0, 0, 0, 0], (y * size + x) * 4);
    }
  }
  return Buffer.from(encode({ width: size, height: size, data, channels: 4, depth: 8 })).toString('base64');
}

const blocks: Block[] = [
  { type: 'heading', level: 1, text: 'Invoice 2026-0147' },
  { type: 'paragraph', text: 'Mapleworth & Daughters\n12 Harbour Street\nDublin 2, Ireland' },
  {
    type: 'paragraph',
    text: [{ text: 'Date: ', bold: true }, '21 November 2026     ', { text: 'Due: ', bold: true }, '21 December 2026'],
  },
  {
    type: 'table',
    columns: [
      { header: 'What', width: 40 },
      { header: 'Quantity', type: 'decimal', decimals: 1, width: 12 },
      { header: 'Price', type: 'currency', currency: 'EUR', width: 14 },
      { header: 'Amount', type: 'currency', currency: 'EUR', total: 'sum', width: 16 },
    ],
    rows: LINES.map(([what, quantity, price]) => [what, quantity, price, quantity * price]),
  },
  {
    type: 'table',
    columns: [
      { header: 'Tax' },
      { header: 'Rate', type: 'percent' },
      { header: 'Amount', type: 'currency', currency: 'EUR' },
    ],
    rows: [
      ['Value added tax', 0.23, net * 0.23],
      ['To pay', null, net * 1.23],
    ],
  },
  {
    type: 'callout',
    tone: 'info',
    text: [
      'Please pay to ',
      { text: 'IE29 AIBK 9311 5212 3456 78', code: true },
      ' and name the number of this invoice.',
    ],
  },
];

const input = {
  metadata: { author: 'Press & Co', language: 'en-IE' },
  theme: { logo: { data: logo() }, footer: { left: 'Press & Co, 4 Mill Lane, Cork', right: 'Page {page} of {pages}' } },
  blocks,
};

export const invoice: GalleryDocument = {
  name: 'invoice',
  title: 'Invoice 2026-0147',
  inputs: { pdf: input, document: input },
};
