import type { Block } from '../../../src/documents/model.ts';
import { csvText } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const AIRPORTS = 400;

const blocks: Block[] = [
  { type: 'heading', level: 1, text: 'Airports of the United States' },
  {
    type: 'table',
    columns: [
      { header: 'Code', key: 'iata', width: 8 },
      { header: 'Name', key: 'name', width: 34 },
      { header: 'City', key: 'city', width: 22 },
      { header: 'State', key: 'state', width: 8 },
      { header: 'Latitude', key: 'latitude', type: 'decimal', decimals: 3, width: 12 },
      { header: 'Longitude', key: 'longitude', type: 'decimal', decimals: 3, width: 12 },
    ],
    csv: csvText('airports.csv', AIRPORTS + 1),
  },
];

/** A long table: its header stands on every page. */
export const airports: GalleryDocument = {
  name: 'airports',
  title: 'Airports of the United States',
  inputs: {
    pdf: {
      blocks,
      theme: { page: { orientation: 'landscape' }, footer: { left: '{title}', right: '{page} / {pages}' } },
    },
    document: { blocks },
  },
  pages: 2,
};
