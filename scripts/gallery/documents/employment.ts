import { csvRows, csvText } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const SECTORS = ['construction', 'manufacturing', 'retail trade', 'financial activities', 'government'];
const header = csvText('us-employment.csv', 1).split(',');
const months = csvRows('us-employment.csv').filter(([month = '']) => month.endsWith('-01-01'));
const valueOf = (row: string[], sector: string) => Number(row[header.indexOf(sector.replaceAll(' ', '_'))]) * 1000;

/** A workbook with formulas that the spreadsheet program computes. */
export const employment: GalleryDocument = {
  name: 'employment',
  title: 'Who works where',
  inputs: {
    spreadsheet: {
      sheets: [
        {
          name: 'January of each year',
          columns: [
            { header: 'Month', type: 'date' },
            ...SECTORS.map((sector) => ({ header: sector, type: 'integer' as const })),
            { header: 'together', type: 'formula' },
          ],
          rows: months.map((row, at) => [
            row[0] ?? null,
            ...SECTORS.map((sector) => valueOf(row, sector)),
            `=SUM(B${at + 2}:F${at + 2})`,
          ]),
          conditionalFormats: [{ columns: ['construction'], rule: 'bottom', count: 3, fill: 'F8CBAD' }],
          charts: [
            { kind: 'stacked-bar', title: 'People at work', categories: 'Month', values: SECTORS, horizontal: true },
          ],
        },
      ],
    },
  },
};
