import { csvRows, rounded } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const prices = csvRows('stocks.csv').map(([symbol = '', date = '', price]) => {
  const [month = '', , year = ''] = date.split(' ');
  return { symbol, day: `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-01`, price: Number(price) };
});
const SYMBOLS = [...new Set(prices.map(({ symbol }) => symbol))];
const DAYS = [...new Set(prices.map(({ day }) => day))].sort();
const priceOf = (symbol: string, day: string) =>
  prices.find((price) => price.symbol === symbol && price.day === day)?.price ?? null;

const yearly = DAYS.filter((day) => day.endsWith('-01-01'));

export const stocks: GalleryDocument = {
  name: 'stocks',
  title: 'Five shares in ten years',
  inputs: {
    spreadsheet: {
      sheets: [
        {
          name: 'Prices',
          columns: [
            { header: 'Month', type: 'date' },
            ...SYMBOLS.map((header) => ({ header, type: 'currency' as const, currency: 'USD' })),
          ],
          rows: DAYS.map((day) => [day, ...SYMBOLS.map((symbol) => priceOf(symbol, day))]),
          charts: [{ kind: 'line', title: 'Price in US dollars', categories: 'Month', values: SYMBOLS }],
        },
      ],
    },
    pdf: {
      blocks: [
        { type: 'heading', level: 1, text: 'Five shares in ten years' },
        {
          type: 'chart',
          kind: 'line',
          title: 'Price at the start of each month',
          yTitle: 'US dollars',
          categories: DAYS.map((day) => day.slice(0, 7)),
          series: SYMBOLS.map((name) => ({ name, values: DAYS.map((day) => priceOf(name, day)) })),
        },
        {
          type: 'table',
          columns: [
            { header: 'January of' },
            ...SYMBOLS.map((header) => ({ header, type: 'currency' as const, currency: 'USD' })),
          ],
          rows: yearly.map((day) => [day.slice(0, 4), ...SYMBOLS.map((symbol) => priceOf(symbol, day))]),
        },
        {
          type: 'callout',
          tone: 'warning',
          title: 'Read with care',
          text: `Dividends and splits are not counted. The largest price of the ten years was ${rounded(Math.max(...prices.map(({ price }) => price)), 2)} dollars.`,
        },
      ],
    },
  },
};
