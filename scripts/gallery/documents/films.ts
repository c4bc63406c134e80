import type { Scalar } from '../../../src/documents/model.ts';
import { jsonRecords } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const FILMS = 60;

const best = jsonRecords('movies.json')
  .filter((film) => Number(film['Production Budget']) > 0 && Number(film['IMDB Rating']) > 0)
  .sort((one, other) => Number(other['Worldwide Gross']) - Number(one['Worldwide Gross']))
  .slice(0, FILMS);

const rows: Scalar[][] = best.map((film) => [
  String(film.Title),
  film['Major Genre'] ?? null,
  Number(film['Production Budget']),
  Number(film['Worldwide Gross']),
  Number(film['Worldwide Gross']) / Number(film['Production Budget']),
  Number(film['IMDB Rating']),
]);

/** A workbook as an analyst would hand it on: typed, totalled, marked, with a chart. */
export const films: GalleryDocument = {
  name: 'films',
  title: 'What the most successful films brought in',
  inputs: {
    spreadsheet: {
      metadata: { author: 'Box office', language: 'en' },
      sheets: [
        {
          name: 'Films',
          columns: [
            { header: 'Film' },
            { header: 'Genre' },
            { header: 'Cost', type: 'currency', currency: 'USD', decimals: 0, total: 'sum' },
            { header: 'Worldwide', type: 'currency', currency: 'USD', decimals: 0, total: 'sum' },
            { header: 'Times the cost', type: 'decimal', decimals: 1, total: 'average' },
            { header: 'Rating', type: 'decimal', decimals: 1, total: 'average' },
          ],
          rows,
          freeze: { rows: 1, columns: 1 },
          conditionalFormats: [
            { columns: ['Worldwide'], rule: 'data-bar', fill: '5B9BD5' },
            { columns: ['Rating'], rule: 'color-scale', from: 'F8CBAD', to: 'A9D08E' },
            { columns: ['Times the cost'], rule: 'top', count: 5, bold: true, fill: 'FFE699' },
          ],
          charts: [
            {
              kind: 'scatter',
              title: 'Cost and rating',
              categories: 'Cost',
              values: ['Rating'],
              xTitle: 'Cost (US dollars)',
              yTitle: 'Rating',
            },
          ],
        },
      ],
    },
  },
};
