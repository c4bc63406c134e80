import type { Slide } from '../../../src/documents/model.ts';
import { jsonRecords } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const countries = jsonRecords('gapminder.json');
const NAMES = ['Brazil', 'China', 'India', 'Japan', 'United States'];
const YEARS = [...new Set(countries.map(({ year }) => Number(year)))].sort((one, other) => one - other);
const LAST = YEARS.at(-1) ?? 2005;

const valuesOf = (country: string, property: string) =>
  YEARS.map((year) => Number(countries.find((row) => row.country === country && row.year === year)?.[property]));
const lastYear = countries.filter(({ year }) => year === LAST);
const largest = [...lastYear].sort((one, other) => Number(other.pop) - Number(one.pop)).slice(0, 8);

const slides: Slide[] = [
  {
    title: 'How long people live',
    blocks: [{ type: 'paragraph', text: 'Half a century in sixty-three countries' }],
    section: 'Opening',
  },
  {
    title: 'Everybody gained, and the poor gained most',
    section: 'Life expectancy',
    notes: 'Point at China in 1960: the famine.',
    blocks: [
      {
        type: 'chart',
        kind: 'line',
        title: 'Life expectancy at birth, years',
        categories: YEARS.map(String),
        series: NAMES.map((name) => ({ name, values: valuesOf(name, 'life_expect') })),
      },
    ],
  },
  {
    title: 'What it looked like at the end',
    blocks: [
      {
        type: 'list',
        items: [
          { text: ['Japan leads with ', { text: '82.6 years', bold: true }] },
          'China passed 72, from 50 in 1955',
          { text: 'Two things did most of it', items: ['clean water', 'vaccines for children'] },
        ],
      },
      {
        type: 'chart',
        kind: 'bar',
        horizontal: true,
        title: `Years, in ${LAST}`,
        categories: NAMES,
        series: [{ name: 'Years', values: NAMES.map((name) => valuesOf(name, 'life_expect').at(-1) ?? null) }],
      },
    ],
  },
  {
    title: 'Fewer children, longer lives',
    section: 'Families',
    blocks: [
      {
        type: 'chart',
        kind: 'scatter',
        xTitle: 'Children a woman',
        yTitle: 'Years of life',
        series: [
          {
            name: `Countries in ${LAST}`,
            xValues: lastYear.map(({ fertility }) => Number(fertility)),
            values: lastYear.map(({ life_expect }) => Number(life_expect)),
          },
        ],
      },
    ],
  },
  {
    title: `The eight largest countries in ${LAST}`,
    blocks: [
      {
        type: 'table',
        columns: [
          { header: 'Country' },
          { header: 'People', type: 'integer', total: 'sum' },
          { header: 'Years of life', type: 'decimal', decimals: 1 },
          { header: 'Children a woman', type: 'decimal', decimals: 1 },
        ],
        rows: largest.map((row) => [
          row.country ?? null,
          Number(row.pop),
          Number(row.life_expect),
          Number(row.fertility),
        ]),
      },
    ],
  },
  {
    title: 'In short',
    section: 'End',
    blocks: [
      {
        type: 'callout',
        tone: 'success',
        title: 'Good news',
        text: 'The gap between the shortest and the longest lives has narrowed by a third.',
      },
      { type: 'quote', text: 'The world is better than you think, and worse than it could be.' },
    ],
  },
];

export const countriesDeck: GalleryDocument = {
  name: 'countries',
  title: 'How long people live',
  inputs: { presentation: { metadata: { author: 'Population desk', language: 'en' }, slides }, pdf: { slides } },
  pages: 6,
};
