import type { Slide } from '../../../src/documents/model.ts';
import { jsonRecords } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const japan = jsonRecords('gapminder.json').filter(({ country }) => country === 'Japan');

const slides: Slide[] = [
  { title: '日本の平均寿命', blocks: [{ type: 'paragraph', text: '1955年から2005年まで' }] },
  {
    title: '半世紀で十七年のびた',
    blocks: [
      {
        type: 'chart',
        kind: 'line',
        title: '平均寿命（年）',
        categories: japan.map(({ year }) => `${year}年`),
        series: [{ name: '平均寿命', values: japan.map(({ life_expect }) => Number(life_expect)) }],
      },
    ],
  },
  {
    title: '要点',
    blocks: [
      {
        type: 'list',
        items: ['1955年は65.5歳、2005年は82.6歳', '国民皆保険が1961年に始まった', '食生活と医療の進歩が大きい'],
      },
      { type: 'callout', tone: 'info', title: '注意', text: '数値は国際比較のために調整されている。' },
    ],
  },
];

export const japanese: GalleryDocument = {
  name: 'japanese',
  title: '日本の平均寿命',
  inputs: { presentation: { metadata: { language: 'ja' }, slides }, pdf: { metadata: { language: 'ja' }, slides } },
  pages: 3,
};
