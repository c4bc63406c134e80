import { describe, expect, test } from '@jest/globals';
import type { Block } from '../../../workers/render/content/content.ts';
import {
  column,
  content,
  heading,
  item,
  METADATA,
  paragraph,
  paragraphTexts,
  picture,
  table,
  THEME,
  written,
} from './documents.ts';
import { BLOCKS, EVERYTHING } from './every-feature.ts';

describe('text', () => {
  test('runs have their looks, breaks, tabs and spaces', async () => {
    const { text } = await written(
      content([paragraph({ text: 'a', bold: true }, ' b\nc\t', { text: 'd', code: true })]),
    );
    expect(paragraphTexts(text)).toEqual(['a b\nc\td']);
    expect(text).toContain('<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>a</w:t></w:r>');
    expect(text).toContain('<w:r><w:rPr><w:rStyle w:val="InlineCode"/></w:rPr><w:t>d</w:t></w:r>');
    expect(text).toContain('<w:t xml:space="preserve"> b</w:t><w:br/><w:t>c</w:t><w:tab/>');
  });

  test('what XML cannot hold is replaced, and markup stays text', async () => {
    const { text } = await written(content([paragraph('a\u0001<w:b/>&amp;')]));
    expect(paragraphTexts(text)).toEqual(['a\uFFFD<w:b/>&amp;']);
  });

  test('links lead outside, each address once', async () => {
    const link = 'https://example.org/?q=ü b&c';
    const { text, parts } = await written(content([paragraph({ text: 'x', link }, { text: 'y', link })]));
    const rels = parts.get('word/_rels/document.xml.rels') ?? '';
    expect(rels.match(/Target="https:[^"]*" TargetMode="External"/g)).toEqual([
      'Target="https://example.org/?q=%C3%BC%20b&amp;c" TargetMode="External"',
    ]);
    expect(text.match(/<w:hyperlink r:id="rId1"/g)).toHaveLength(2);
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'no address'])('no link to %s', async (link) => {
    const { text, parts, warnings } = await written(content([paragraph({ text: 'x', link })]));
    expect(paragraphTexts(text)).toEqual(['x']);
    expect(text).not.toContain('w:hyperlink');
    expect(parts.get('word/_rels/document.xml.rels')).not.toContain('External');
    expect(warnings).toEqual([{ code: 'not-carried', detail: `the link to ${link} is plain text` }]);
  });

  test('a very long paragraph is whole, with its characters unbroken', async () => {
    const long = '😀ab '.repeat(20_000);
    const { text } = await written(content([paragraph(long)]));
    expect(paragraphTexts(text)).toEqual([long]);
  });
});

describe('headings and contents', () => {
  test('each entry is a link to the bookmark of its heading', async () => {
    const blocks = [heading(1, 'One', 1), heading(3, 'Deep', 2), heading(2, 'Two', 3)];
    const { text } = await written(content([{ type: 'table-of-contents', title: 'Contents', depth: 2 }, ...blocks]));
    const entries = [...text.matchAll(/<w:hyperlink w:anchor="([^"]*)".*?<w:t>([^<]*)/g)].map(([, ...rest]) => rest);
    expect(entries).toEqual([
      ['_Toc_heading_1', 'One'],
      ['_Toc_heading_3', 'Two'],
    ]);
    expect([...text.matchAll(/bookmarkStart w:id="\d+" w:name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      ...['_Toc_heading_1', '_Toc_heading_2', '_Toc_heading_3'],
    ]);
    expect(text.match(/fldCharType="begin"/g)).toHaveLength(text.match(/fldCharType="end"/g)?.length ?? -1);
    expect(paragraphTexts(text)[0]).toBe('Contents');
  });

  test('without headings there is no table of contents', async () => {
    const { text } = await written(content([{ type: 'table-of-contents', title: 'Contents', depth: 3 }]));
    expect(text).not.toContain('Contents');
  });
});

describe('lists', () => {
  test('each run of numbers is a list of its own that starts as it is asked to', async () => {
    const numbers = [1, 2, 5].map((number) => item(`n${number}`, { number }));
    const { text, parts } = await written(
      content([
        { type: 'list', items: numbers },
        { type: 'list', items: [item('again', { number: 3 })] },
      ]),
    );
    const ids = [...text.matchAll(/<w:numId w:val="(\d+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['4', '4', '5', '6']);
    const starts = [...(parts.get('word/numbering.xml') ?? '').matchAll(/startOverride w:val="(\d+)"/g)];
    expect(starts.map(([, start]) => start)).toEqual(['1', '5', '3']);
  });

  test('numbers go on behind a nested list', async () => {
    const items = [item('a', { number: 1 }), item('b', { depth: 1 }), item('c', { number: 2 })];
    const { text } = await written(content([{ type: 'list', items }]));
    expect([...text.matchAll(/<w:ilvl w:val="(\d)"\/><w:numId w:val="(\d+)"/g)].map(([, ...at]) => at)).toEqual([
      ...[
        ['0', '4'],
        ['1', '1'],
        ['0', '4'],
      ],
    ]);
  });
});

describe('tables', () => {
  const columns = [column('Name'), column('Menge', { type: 'integer', total: 'sum' })];

  test('cells, header and totals', async () => {
    const { text } = await written(
      content([
        table(columns, [
          ['a', 1000],
          ['b\nc', null],
        ]),
      ]),
    );
    expect(paragraphTexts(text).slice(0, 8)).toEqual(['Name', 'Menge', 'a', '1,000', 'b\nc', '', 'Gesamt', '1,000']);
    expect(text.match(/<w:tblHeader\/>/g)).toHaveLength(1);
    expect(text.match(/<w:pStyle w:val="TableTotal"\/>/g)).toHaveLength(2);
  });

  test('is as wide as the text, by what is asked for', async () => {
    const asked = [column('a', { width: 1 }), column('b', { width: 3 })];
    const { text } = await written(content([table(asked, [['a', 'b']])]));
    const widths = [...text.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width));
    const room = Math.round((THEME.page.width - 144) * 20);
    expect(Math.abs((widths[0] ?? 0) * 4 - room)).toBeLessThan(8);
    expect(Math.abs((widths[0] ?? 0) + (widths[1] ?? 0) - room)).toBeLessThan(2);
  });

  test('a row may be divided between pages only when it is very high', async () => {
    const { text } = await written(
      content([table([column('a')], [['short'], ['long '.repeat(1000)], ['x\n'.repeat(50)]])]),
    );
    const rows = text.match(/<w:tr>.*?<\/w:tr>/gs)?.map((row) => row.includes('<w:cantSplit/>'));
    expect(rows).toEqual([true, true, false, false]);
  });

  test('tables that follow one another stay two, and a paragraph is last', async () => {
    const { text } = await written(content([table(columns, []), table(columns, [])]));
    expect(text.match(/<\/w:tbl><w:p>.*?<\/w:p>/gs)).toHaveLength(2);
  });
});

describe('figures', () => {
  test('no picture is wider than the text or higher than the page', async () => {
    const images = [picture(4000, 100), picture(100, 9000)].map((shown, at) => ({
      ...{ type: 'image' as const, picture: { ...shown, key: `${at}` }, alt: 'x', caption: null, widthShare: null },
    }));
    const { text } = await written(content(images));
    const sizes = [...text.matchAll(/<wp:extent cx="(\d+)" cy="(\d+)"/g)].map(([, ...size]) => size.map(Number));
    for (const [width = 0, height = 0] of sizes) {
      expect(width / 12_700).toBeLessThanOrEqual(THEME.page.width - 144 + 0.01);
      expect(height / 12_700).toBeLessThanOrEqual(THEME.page.height - 144);
    }
    expect(sizes).toHaveLength(2);
  });

  test.each([
    [1, '', [200, 300]],
    [2, ' flipH="1"', [200, 300]],
    [3, ' rot="10800000"', [200, 300]],
    [4, ' rot="10800000" flipH="1"', [200, 300]],
    [5, ' rot="16200000" flipH="1"', [300, 200]],
    [6, ' rot="5400000"', [300, 200]],
    [7, ' rot="5400000" flipH="1"', [300, 200]],
    [8, ' rot="16200000"', [300, 200]],
  ])('a photo with the orientation %d is turned upright', async (orientation, turn, [width = 0, height = 0]) => {
    const shown = { ...picture(200, 300), orientation };
    const theme = { ...THEME, logo: shown };
    const block = { type: 'image', picture: shown, alt: 'x', caption: null, widthShare: null } as const;
    const { text, parts } = await written(content([block], { theme }));
    const [cx, cy] = [width, height].map((pixels) => pixels * 0.75 * 12_700);
    expect(text).toContain(`<a:xfrm${turn}><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/>`);
    expect(text).toContain(`<wp:extent cx="${cx}" cy="${cy}"/>`);
    expect(parts.get('word/header1.xml')).toContain(`<a:xfrm${turn}><a:off`);
  });

  test('a picture that is shown twice is in the file once, with the words for those who cannot see it', async () => {
    const { parts, text } = await written(EVERYTHING);
    expect([...parts.keys()].filter((path) => path.startsWith('word/media/'))).toEqual([
      ...['word/media/header1.png', 'word/media/image1.png'],
    ]);
    expect(text).toContain('descr="A &quot;white&quot; &lt;pixel&gt;"');
  });

  test('a chart is native and carries its numbers as a workbook', async () => {
    const { parts } = await written(EVERYTHING);
    expect([...parts.keys()].filter((path) => /charts\/chart|embeddings/.test(path)).sort()).toEqual(
      [1, 2, 3, 4, 5]
        .flatMap((number) => [`word/charts/chart${number}.xml`, `word/embeddings/chart${number}.xlsx`])
        .sort(),
    );
    expect(parts.get('word/charts/chart1.xml')).toContain('<c:barChart>');
  });
});

describe('boxes and breaks', () => {
  test('equal boxes that follow one another differ, so that programs do not join them', async () => {
    const callout: Block = { type: 'callout', tone: 'info', title: null, runs: [{ text: 'x' }] };
    const { text } = await written(content([callout, callout, callout]));
    const own = text.match(/<w:p>.*?<\/w:p>/gs)?.map((xml) => xml.includes('<w:pBdr>'));
    expect(own).toEqual([false, true, false]);
  });

  test('code keeps its lines, tabs and spaces', async () => {
    const { text } = await written(content([{ type: 'code', text: 'a\n\tb  c\n' }]));
    expect(paragraphTexts(text)).toEqual(['a\n\tb  c']);
  });

  test('what follows a page break begins the page, without an empty line', async () => {
    const { text } = await written(content([paragraph('a'), { type: 'page-break' }, paragraph('b')]));
    expect(paragraphTexts(text)).toEqual(['a', 'b']);
    expect(text.match(/<w:pageBreakBefore\/>/g)).toHaveLength(1);
  });
});

describe('the page', () => {
  test('its size and margins are the theme’s, and its lines say what they are asked to', async () => {
    const { text, parts } = await written(EVERYTHING);
    expect(text).toContain('<w:pgSz w:w="11906" w:h="16838"/>');
    expect(text).toContain('<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"');
    const header = parts.get('word/header1.xml') ?? '';
    expect(header).toContain('Bericht &amp; &lt;mehr&gt;');
    expect(header).toContain('R&amp;D');
    const today = new Intl.DateTimeFormat('de-CH', { dateStyle: 'long', timeZone: 'UTC' }).format();
    expect(header).toContain(today);
    expect(parts.get('word/footer1.xml')).toMatch(/Seite .*PAGE.* von .*NUMPAGES/);
  });

  test('properties, language and no question to the reader', async () => {
    const { parts } = await written(EVERYTHING);
    const core = parts.get('docProps/core.xml') ?? '';
    for (const word of ['Bericht &amp; &lt;mehr&gt;', 'Zahlen', 'Zoë', 'eins', 'de-CH']) expect(core).toContain(word);
    expect(parts.get('docProps/app.xml')).toContain('Beispiel GmbH');
    expect(parts.get('word/styles.xml')).toContain('<w:lang w:val="de-CH"/>');
    expect([...parts.values()].join('')).not.toMatch(/updateFields|w:dirty/);
  });
});

describe('scripts and directions', () => {
  test('a paragraph runs as its first letter does', async () => {
    const { text } = await written(content([paragraph('(1) שלום world'), paragraph('Hello שלום')]));
    const [first, second] = text.match(/<w:p>.*?<\/w:p>/gs) ?? [];
    expect(first).toContain('<w:bidi/>');
    expect(second).not.toContain('<w:bidi/>');
    const rtl = (xml = '') => [...xml.matchAll(/<w:rtl\/>.*?<w:t[^>]*>([^<]*)/g)].map(([, words]) => words);
    expect(rtl(first)).toEqual(['(1) שלום ']);
    expect(rtl(second)).toEqual(['שלום']);
  });

  test('in an Arabic document tables run from right to left, and lines without letters too', async () => {
    const metadata = { ...METADATA, language: 'ar' };
    const { text, parts } = await written(content([table([column('Name')], [['x']]), paragraph('12')], { metadata }));
    expect(text).toContain('<w:bidiVisual/>');
    expect(text).toMatch(/<w:pPr><w:bidi\/>.*?12/);
    expect(parts.get('word/styles.xml')).toContain('<w:lang w:bidi="ar"/>');
  });

  test('Japanese in a German document is said to be Japanese, ideographs and all', async () => {
    const { text } = await written(content([paragraph('Das ist 日本語です。')]));
    expect(text).toMatch(/w:hint="eastAsia".*?<w:lang w:eastAsia="ja-JP"\/><\/w:rPr><w:t>日本語です。/);
    expect(text.match(/<w:r>/g)).toHaveLength(2);
  });

  test('a Japanese document has a Japanese font', async () => {
    const { parts } = await written(content(BLOCKS, { metadata: { ...METADATA, language: 'ja' } }));
    expect(parts.get('word/styles.xml')).toContain('w:eastAsia="Yu Gothic"');
  });
});
