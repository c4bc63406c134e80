import type { Block } from '../../../src/documents/model.ts';
import { csvRows, rounded, sum } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const MONTHS = ['يناير', 'فبراير', 'مارس', 'أبريل', 'مايو', 'يونيو'];
const rain = MONTHS.map((_, month) =>
  rounded(
    sum(
      csvRows('seattle-weather.csv')
        .filter(([date = '']) => Number(date.slice(5, 7)) === month + 1)
        .map(([, millimetres]) => Number(millimetres)),
    ) / 4,
  ),
);

const blocks: Block[] = [
  { type: 'heading', level: 1, text: 'تقرير الأمطار في سياتل' },
  {
    type: 'paragraph',
    text: [
      'يعرض هذا التقرير متوسط هطول الأمطار في الأشهر الستة الأولى من السنة، بين عامي 2012 و2015. المصدر: ',
      { text: 'NOAA', link: 'https://www.noaa.gov/' },
      '.',
    ],
  },
  {
    type: 'chart',
    kind: 'bar',
    title: 'الأمطار حسب الشهر (مم)',
    categories: MONTHS,
    series: [{ name: 'الأمطار', values: rain }],
  },
  {
    type: 'table',
    columns: [{ header: 'الشهر' }, { header: 'الأمطار (مم)', type: 'decimal', decimals: 1, total: 'sum' }],
    rows: MONTHS.map((month, at) => [month, rain[at] ?? null]),
    caption: 'متوسط أربع سنوات',
  },
  { type: 'heading', level: 2, text: 'ما الذي نستنتجه' },
  { type: 'list', ordered: true, items: ['الشتاء ممطر والصيف جاف', 'شهر يناير هو الأكثر رطوبة', 'خذ معك مظلة'] },
  { type: 'callout', tone: 'warning', title: 'ملاحظة', text: 'تقع محطة القياس في المطار (SEA).' },
];

export const arabic: GalleryDocument = {
  name: 'arabic',
  title: 'تقرير الأمطار في سياتل',
  inputs: { pdf: { metadata: { language: 'ar' }, blocks }, document: { metadata: { language: 'ar' }, blocks } },
};
