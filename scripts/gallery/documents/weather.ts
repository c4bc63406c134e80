import type { Block, SpreadsheetInput } from '../../../src/documents/model.ts';
import { average, csvRows, csvText, rounded, sum } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const YEARS = ['2012', '2013', '2014', '2015'];

const days = csvRows('seattle-weather.csv').map(([date = '', rain, warmest, coldest, wind, weather = '']) => ({
  year: date.slice(0, 4),
  month: Number(date.slice(5, 7)) - 1,
  rain: Number(rain),
  warmest: Number(warmest),
  coldest: Number(coldest),
  wind: Number(wind),
  weather,
}));

const monthly = MONTHS.map((name, month) => {
  const of = days.filter((day) => day.month === month);
  return {
    name,
    rain: rounded(sum(of.map((day) => day.rain)) / YEARS.length),
    warmest: rounded(average(of.map((day) => day.warmest))),
    coldest: rounded(average(of.map((day) => day.coldest))),
    wetShare: rounded(of.filter((day) => day.rain > 0.2).length / of.length, 3),
  };
});

const rainOf = (year: string) =>
  MONTHS.map((_, month) =>
    rounded(sum(days.filter((day) => day.year === year && day.month === month).map((day) => day.rain))),
  );

const metadata = {
  author: 'Weather desk',
  subject: 'Four years at the airport',
  keywords: ['weather', 'Seattle'],
  language: 'en',
};

const blocks: Block[] = [
  { type: 'heading', level: 1, text: 'Four years of weather in Seattle' },
  {
    type: 'paragraph',
    text: [
      'From 2012 to 2015 the station at the airport saw ',
      { text: `${days.filter((day) => day.rain > 0.2).length} wet days`, bold: true },
      ` out of ${days.length}. This report says when it rains, how warm it gets, and what to pack. The figures are those of the `,
      { text: 'Global Historical Climatology Network', link: 'https://www.ncei.noaa.gov/' },
      '.',
    ],
  },
  { type: 'table-of-contents', title: 'Contents', depth: 2 },
  { type: 'heading', level: 2, text: 'When it rains' },
  {
    type: 'paragraph',
    text: 'Winter is wet and summer is dry, and the difference is larger than most visitors expect: November alone brings more rain than the four months from May to August together.',
  },
  {
    type: 'chart',
    kind: 'bar',
    title: 'Rain by month, average of four years',
    yTitle: 'mm',
    categories: MONTHS,
    series: [{ name: 'Rain', values: monthly.map(({ rain }) => rain) }],
  },
  {
    type: 'callout',
    tone: 'info',
    title: 'How a wet day is counted',
    text: [
      'A day with more than ',
      { text: '0.2 mm', code: true },
      ' counts as wet. Fog and drizzle that leave less do not.',
    ],
  },
  { type: 'heading', level: 2, text: 'How warm it gets' },
  {
    type: 'chart',
    kind: 'line',
    title: 'Warmest and coldest hour of the average day',
    yTitle: '°C',
    categories: MONTHS,
    series: [
      { name: 'Warmest', values: monthly.map(({ warmest }) => warmest) },
      { name: 'Coldest', values: monthly.map(({ coldest }) => coldest) },
    ],
  },
  {
    type: 'table',
    columns: [
      { header: 'Month' },
      { header: 'Rain (mm)', type: 'decimal', decimals: 1, total: 'sum' },
      { header: 'Warmest (°C)', type: 'decimal', decimals: 1, total: 'max' },
      { header: 'Coldest (°C)', type: 'decimal', decimals: 1, total: 'min' },
      { header: 'Wet days', type: 'percent', decimals: 0, total: 'average' },
    ],
    rows: monthly.map(({ name, rain, warmest, coldest, wetShare }) => [name, rain, warmest, coldest, wetShare]),
    caption: 'The average year',
  },
  { type: 'heading', level: 2, text: 'Year by year' },
  {
    type: 'chart',
    kind: 'stacked-bar',
    title: 'Rain by month and year',
    yTitle: 'mm',
    categories: MONTHS,
    series: YEARS.map((year) => ({ name: year, values: rainOf(year) })),
  },
  { type: 'heading', level: 2, text: 'What to pack' },
  {
    type: 'list',
    items: [
      { text: 'A light rain jacket, from October to April', checked: true },
      { text: 'An umbrella', checked: false, items: ['people who live there do not carry one'] },
      { text: ['Sun glasses, ', { text: 'really', italic: true }, ', from June to September'], checked: true },
    ],
  },
  { type: 'quote', text: 'The coldest winter I ever spent was a summer elsewhere.' },
];

const workbook: SpreadsheetInput = {
  metadata,
  sheets: [
    {
      name: 'By month',
      columns: [
        { header: 'Month' },
        ...YEARS.map((header) => ({ header, type: 'decimal' as const, decimals: 1, total: 'sum' as const })),
      ],
      rows: MONTHS.map((name, month) => [name, ...YEARS.map((year) => rainOf(year)[month] ?? null)]),
      conditionalFormats: [{ columns: YEARS, rule: 'color-scale', from: 'FFFFFF', to: '5B9BD5' }],
      charts: [{ kind: 'stacked-bar', title: 'Rain by month (mm)', categories: 'Month', values: YEARS }],
    },
    { name: 'Every day', csv: csvText('seattle-weather.csv'), freeze: { rows: 1, columns: 1 } },
  ],
};

export const weather: GalleryDocument = {
  name: 'weather',
  title: 'Four years of weather in Seattle',
  inputs: { pdf: { metadata, blocks }, document: { metadata, blocks }, spreadsheet: workbook },
  pages: 2,
};
