import type { NewJob } from '../../client/index.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June'];
const ORDERS = [412, 436, 508, 561, 597, 644];
const RETURNS = [31, 28, 33, 29, 24, 21];

/** A report of two pages with all that people ask of one: text, figures, a chart, a table with totals. */
export function sampleReport(today: Date): NewJob {
  return {
    type: 'pdf',
    title: 'Half-year report',
    tags: ['sample'],
    input: {
      theme: { name: 'modern' },
      metadata: { author: 'Pressroom' },
      blocks: [
        { type: 'heading', level: 1, text: 'Half-year report' },
        {
          type: 'paragraph',
          text: `Made on ${today.toLocaleDateString('en', { dateStyle: 'long' })} from made-up figures, to show what a job can make.`,
        },
        {
          type: 'callout',
          tone: 'success',
          title: 'In short',
          text: 'Orders grew each month while returns fell: the new size guide works.',
        },
        { type: 'heading', level: 2, text: 'Orders and returns' },
        {
          type: 'chart',
          kind: 'bar',
          title: 'Orders by month',
          categories: MONTHS,
          series: [
            { name: 'Orders', values: ORDERS },
            { name: 'Returns', values: RETURNS },
          ],
        },
        {
          type: 'table',
          columns: [
            { header: 'Month' },
            { header: 'Orders', type: 'integer', total: 'sum' },
            { header: 'Returns', type: 'integer', total: 'sum' },
            { header: 'Revenue', type: 'currency', currency: 'EUR', total: 'sum' },
          ],
          rows: MONTHS.map((month, at) => [month, ORDERS[at], RETURNS[at], (ORDERS[at] ?? 0) * 48.5]),
        },
        { type: 'heading', level: 2, text: 'What comes next' },
        {
          type: 'list',
          ordered: true,
          items: [
            'Bring the size guide to the app',
            'Ask those who return why',
            'Look at the figures again in September',
          ],
        },
      ],
    },
  } as unknown as NewJob;
}
