import type { Block } from '../../../src/documents/model.ts';
import type { GalleryDocument } from '../gallery-document.ts';

/** The first article of the Universal Declaration of Human Rights, as the United Nations publish it. */
const ARTICLES: [string, string][] = [
  ['English', 'All human beings are born free and equal in dignity and rights.'],
  ['Ελληνικά', 'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.'],
  ['Русский', 'Все люди рождаются свободными и равными в своем достоинстве и правах.'],
  ['Tiếng Việt', 'Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi.'],
  ['العربية', 'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق.'],
  ['עברית', 'כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.'],
  ['فارسی', 'تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.'],
  ['हिन्दी', 'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।'],
  ['ไทย', 'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ'],
  ['中文', '人人生而自由，在尊严和权利上一律平等。'],
  ['日本語', 'すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。'],
  ['한국어', '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.'],
];

const blocks: Block[] = [
  { type: 'heading', level: 1, text: 'One sentence, twelve languages' },
  {
    type: 'paragraph',
    text: [
      'Mixed in a line: English, العربية 123, עברית and 日本語, with ',
      { text: 'bold Ελληνικά', bold: true },
      ' and a little emoji ☂ 🎉.',
    ],
  },
  ...ARTICLES.flatMap(([language, text]): Block[] => [
    { type: 'heading', level: 3, text: language },
    { type: 'paragraph', text },
  ]),
  {
    type: 'table',
    columns: [{ header: 'Language' }, { header: 'Characters', type: 'integer' }],
    rows: ARTICLES.map(([language, text]) => [language, Array.from(text).length]),
  },
];

export const scripts: GalleryDocument = {
  name: 'scripts',
  title: 'One sentence, twelve languages',
  inputs: { pdf: { blocks }, document: { blocks } },
};
