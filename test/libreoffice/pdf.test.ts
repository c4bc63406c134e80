import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Block } from '../../workers/render/content/content.ts';
import { column, documentOf, heading, madePdf, paragraph, table } from '../render/pdf/made-pdf.ts';
import { wordsOffThePage } from './office.ts';

const LIMIT_MS = 120_000;

/** Words of every script that a font is embedded for; each text stands on a page of its own. */
const TEXTS: Readonly<Record<string, string>> = {
  Latin: 'Ångström naïve œuvre Dvořák Łódź İstanbul ﬁne Tiếng Việt nghĩa',
  Greek: 'Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί',
  Cyrillic: 'Съешь же ещё этих мягких французских булок да выпей чаю',
  Arabic: 'تعتبر اللغة العربية من أكثر اللغات انتشارا في العالم ويتحدث بها الملايين',
  'Arabic with vowels': 'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ مُحَمَّدٌ رَسُولٌ',
  Persian: 'این یک متن فارسی است که باید درست نمایش داده شود گچ پژ',
  Hebrew: 'כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם',
  'Hebrew with points': 'בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ',
  Hindi: 'हिन्दी में संयुक्ताक्षर जैसे क्षत्रिय ज्ञान श्रद्धा और कर्म सही दिखने चाहिए',
  Thai: 'ภาษาไทยไม่มีการเว้นวรรคระหว่างคำ น้ำทำให้ชีวิตดีขึ้น ที่นี่',
  Chinese: '中文文本可以在任何字之间换行但不能在标点符号之前换行',
  Japanese: '日本語の文章はどこでも改行できますがカタカナもあります',
  Korean: '한국어 문장은 띄어쓰기를 기준으로 줄을 바꿉니다',
  Emoji: '😀 👍🏽 ☑ ★ → ∑ ≤ ∞ ① ♫',
  Combined: 'x\u0302 Z\u0323\u0307 q\u0303 e\u0301',
};

test(
  'the words of every script in the order in which they are read',
  async () => {
    const blocks = Object.values(TEXTS).flatMap((text): Block[] => [
      paragraph(text),
      paragraph({ text, bold: true }),
      { type: 'page-break' },
    ]);
    const { bytes, warnings } = await madePdf(documentOf([...blocks, paragraph('end')]));
    expect(warnings).toEqual([]);
    const pages = await readPages(bytes);
    for (const [at, [script, text]] of Object.entries(TEXTS).entries()) {
      expect([script, pages[at]]).toEqual([script, `${plainWords(text)} ${plainWords(text)}`]);
    }
    expect(await wordsOffThePage(bytes)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'long paragraphs from right to left, line after line',
  async () => {
    for (const text of [TEXTS['Arabic'], TEXTS['Hebrew']]) {
      const words = Array.from({ length: 12 }, () => text).join(' ');
      const { bytes } = await madePdf(documentOf([paragraph(words)]));
      expect((await readPages(bytes)).join(' ')).toBe(words);
    }
  },
  LIMIT_MS,
);

test(
  'a table and a list in Arabic',
  async () => {
    const blocks: Block[] = [
      table(
        [column('الاسم'), column('المدينة')],
        [
          ['محمد', 'القاهرة'],
          ['فاطمة', 'الرباط'],
        ],
      ),
      { type: 'list', items: [{ runs: [{ text: 'عنصر في القائمة' }], depth: 0, number: null, checked: null }] },
    ];
    const { bytes } = await madePdf(documentOf(blocks, { metadata: { language: 'ar' } }));
    const [page = ''] = await readPages(bytes);
    expect(page).toBe('الاسم المدينة محمد القاهرة فاطمة الرباط • عنصر في القائمة');
  },
  LIMIT_MS,
);

test(
  'all fonts are embedded as subsets, with their characters',
  async () => {
    const runs = Object.values(TEXTS).map((text) => paragraph(text, { text: text, bold: true, code: true }));
    const { bytes } = await madePdf(documentOf([heading(1, 'Heading'), ...runs]));
    const listed = (await fontLines(bytes)).map((line) =>
      /(\S+)\s+(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/.exec(line),
    );
    expect(listed.length).toBeGreaterThan(12);
    for (const found of listed) expect(found?.slice(2)).toEqual(['yes', 'yes', 'yes']);
  },
  LIMIT_MS,
);

/** Single blanks, no signs of direction (poppler writes some), and letters with their marks in one form. */
function plainWords(text: string): string {
  return text
    .replace(/[\u200E\u200F\u202A-\u202E\f]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC');
}

/** The text of each page as poppler reads it, in reading order. */
async function readPages(pdf: Uint8Array): Promise<string[]> {
  const text = await poppler('pdftotext', pdf, ['-']);
  return text.split('\f').slice(0, -1).map(plainWords);
}

/** A line a font, as `pdffonts` lists them. */
async function fontLines(pdf: Uint8Array): Promise<string[]> {
  return (await poppler('pdffonts', pdf, [])).trim().split('\n').slice(2);
}

async function poppler(program: string, pdf: Uint8Array, options: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pressroom-pdf-'));
  try {
    const file = join(folder, 'document.pdf');
    await writeFile(file, pdf);
    return (await promisify(execFile)(program, [file, ...options], { timeout: LIMIT_MS })).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
