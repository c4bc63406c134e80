import { expect, test } from '@jest/globals';
import { readDeck, targetsOf } from './read-deck.ts';
import {
  callout,
  chart,
  column,
  deckOf,
  deckWith,
  heading,
  image,
  item,
  list,
  METADATA,
  numbered,
  paragraph,
  picture,
  quote,
  slideOf,
  table,
  THEMES,
  written,
} from './samples.ts';

async function slidesOf(...content: Parameters<typeof deckOf>) {
  return readDeck((await written(deckOf(...content))).bytes).slides;
}

test('the first slide opens the deck, a slide without blocks a section, and the others have a title and content', async () => {
  const slides = await slidesOf([
    slideOf('Keeping the lights on', [paragraph('A review')]),
    slideOf('Where we stand', [paragraph('Demand')], { section: 'Part one' }),
    slideOf('Facts', [list('one')]),
    slideOf('Thank you'),
  ]);
  expect(slides.map(({ layout, title }) => [layout, title])).toEqual([
    ['Title Slide', 'Keeping the lights on'],
    ['Section Header', 'Where we stand'],
    ['Title and Content', 'Facts'],
    ['Section Header', 'Thank you'],
  ]);
  expect(slides.map(({ texts }) => texts)).toEqual([
    ['A review', 'Mira Okafor · Northwind <Grid>'],
    ['Demand', 'Part one'],
    ['one'],
    [],
  ]);
});

test('a first slide with more than a few words is no title slide', async () => {
  const [one, two, three] = [
    await slidesOf([slideOf('T', [paragraph('word '.repeat(300))])]),
    await slidesOf([slideOf('T', [list('a point')])]),
    await slidesOf([slideOf('', [paragraph('no title')])], { metadata: { ...METADATA, title: null } }),
  ];
  expect(one?.[0]?.layout).toBe('Title and Content');
  expect(two?.[0]?.layout).toBe('Title and Content');
  expect(three?.[0]).toMatchObject({ layout: 'Content Only', title: '', texts: ['no title'] });
});

test('text stands in the placeholder of the layout, with its levels, numbers and boxes', async () => {
  const [, slide] = await slidesOf([
    slideOf('Opening'),
    slideOf('Lists', [
      list('first', item('inner', 1), item('inmost', 5)),
      heading('Tasks'),
      list(item('done', 0, { checked: true }), item('open', 0, { checked: false })),
      numbered(3, 'three', 'four'),
    ]),
  ]);
  const content = slide?.shapes.find(({ placeholder }) => placeholder === 'content');
  expect(slide?.texts).toEqual(['first', 'inner', 'inmost', 'Tasks', 'done', 'open', 'three', 'four']);
  expect([...(content?.xml ?? '').matchAll(/lvl="(\d)"/g)].map(([, level]) => level)).toEqual(['1', '5']);
  expect([...(content?.xml ?? '').matchAll(/buChar char="(.)"/g)].map(([, mark]) => mark)).toEqual(['☑', '☐']);
  expect(content?.xml.match(/<a:buAutoNum type="arabicPeriod" startAt="3"\/>/g)).toHaveLength(2);
});

test('a list that begins to count anew stands in a text of its own, one that goes on does not', async () => {
  const [, again, onward] = await slidesOf([
    slideOf('Opening'),
    slideOf('Again', [numbered(1, 'one', 'two'), paragraph('between'), numbered(1, 'first', 'second')]),
    slideOf('Onward', [numbered(1, 'one', 'two'), paragraph('between'), numbered(3, 'three')]),
  ]);
  const boxes = (slide: typeof again) => slide?.shapes.filter(({ xml }) => xml.includes('buAutoNum')).length;
  expect([boxes(again), boxes(onward)]).toEqual([2, 1]);
  expect(onward?.xml).toContain('startAt="3"');
});

test('runs keep their looks, and only addresses that may be followed are links', async () => {
  const [, slide] = await slidesOf([
    slideOf('Opening'),
    slideOf('Runs', [
      paragraph(
        ...[
          { text: 'bold', bold: true },
          { text: 'italic', italic: true },
          { text: 'gone', strike: true },
        ],
        ...[{ text: 'fixed', code: true }, { text: 'two\nlines' }],
      ),
      paragraph(
        ...[
          { text: 'web', link: 'https://example.org/ä?a=1&b=2' },
          { text: 'mail', link: 'mailto:a@example.org' },
        ],
        ...[
          { text: 'file', link: 'file:///etc/passwd' },
          { text: 'script', link: 'javascript:alert(1)' },
        ],
      ),
    ]),
  ]);
  expect(slide?.texts).toEqual(['bolditalicgonefixedtwo\nlines', 'webmailfilescript']);
  expect(slide?.xml).toMatch(/<a:rPr lang="en-GB" b="1"\/><a:t>bold</);
  expect(slide?.xml).toMatch(/<a:rPr lang="en-GB" i="1"\/><a:t>italic</);
  expect(slide?.xml).toMatch(/strike="sngStrike"\/><a:t>gone</);
  expect(slide?.xml).toMatch(/typeface="Consolas"\/><\/a:rPr><a:t>fixed</);
  const links = [...(slide?.targets.values() ?? [])].filter((target) => target.includes(':'));
  expect(links).toEqual(['https://example.org/%C3%A4?a=1&amp;b=2', 'mailto:a@example.org']);
});

test('quotes, code, callouts and rules are shapes with all their words', async () => {
  const code = 'if (a < b) {\n\treturn "x";\n}';
  const [, slide] = await slidesOf([
    slideOf('Opening'),
    slideOf('Boxes', [
      ...[quote('A habit.\nIndeed.'), { type: 'code' as const, text: code }, { type: 'rule' as const }],
      ...[callout('danger', 'Beware', 'of the dog'), callout('info', null, 'No title')],
    ]),
  ]);
  expect(slide?.texts.join('\n')).toBe(`A habit.\nIndeed.\n${code}\nBeware\nof the dog\nNo title`);
  expect(slide?.shapes.filter(({ placeholder }) => placeholder === null).map(({ kind }) => kind)).toEqual([
    ...['grpSp', 'sp', 'cxnSp', 'grpSp', 'grpSp'],
  ]);
});

test('a table has its cells as they are shown, a header, bands and the row of totals', async () => {
  const columns = [
    column('Station'),
    column('Power', { type: 'integer', align: 'right', total: 'sum' }),
    column('Cost', { type: 'currency', currency: 'EUR', align: 'right' }),
  ];
  const rows = [
    ['Alder & Sons', 1200, 1234.5],
    [[{ text: 'Birch ' }, { text: 'Hill', bold: true }], 34, null],
  ];
  const [, slide] = await slidesOf([slideOf('Opening'), slideOf('T', [table(columns, rows, 'Table 1')])]);
  expect(slide?.tables).toEqual([
    [
      ['Station', 'Power', 'Cost'],
      ['Alder & Sons', '1,200', '€1,234.50'],
      ['Birch Hill', '34', ''],
      ['Total', '1,234', ''],
    ],
  ]);
  expect(slide?.texts[0]).toBe('Table 1');
  expect(slide?.xml).toContain('<a:tblPr firstRow="1" lastRow="1" bandRow="1">');
  expect(slide?.xml.match(/algn="r"/g)).toHaveLength(8);
});

test('the row of totals is called by the language of the deck', async () => {
  const block = table([column('A'), column('B', { type: 'integer', total: 'sum' })], [['x', 1]]);
  const { bytes } = await written(deckOf([slideOf('T', [block])], { metadata: { ...METADATA, language: 'fi' } }));
  expect(readDeck(bytes).slides[0]?.tables[0]?.at(-1)).toEqual(['Yhteensä', '1']);
});

test('a photo that lies on its side in its file is turned about the middle of its place', async () => {
  const draw = async (orientation: number) => {
    const shown = { ...picture(200, 400), orientation };
    const { bytes } = await written(
      deckWith(slideOf('T', [image(shown)]), { theme: { ...THEMES.classic, logo: shown } }),
    );
    const { parts, slides } = readDeck(bytes);
    const { box, xml } = slides[1]?.shapes.find(({ kind }) => kind === 'pic') ?? { box: null, xml: '' };
    const layout = parts.get('ppt/slideLayouts/slideLayout2.xml') ?? '';
    return { box, turns: [xml, layout].map((part) => /<p:pic>.*?<a:xfrm([^>]*)>/.exec(part)?.[1]) };
  };
  const upright = await draw(1);
  const { x = 0, y = 0, width = 0, height = 0 } = upright.box ?? {};
  expect([upright.turns, height / width]).toEqual([['', ''], 2]);
  const lying = { x: x + (width - height) / 2, y: y + (height - width) / 2, width: height, height: width };
  for (const [orientation, turn] of [
    [6, ' rot="5400000"'],
    [7, ' rot="5400000" flipH="1"'],
    [8, ' rot="16200000"'],
  ] as const) {
    const turned = await draw(orientation);
    expect(turned.turns).toEqual([turn, turn]);
    for (const side of ['x', 'y', 'width', 'height'] as const) expect(turned.box?.[side]).toBeCloseTo(lying[side], 3);
  }
  expect(await draw(2)).toEqual({ ...upright, turns: [' flipH="1"', ' flipH="1"'] });
});

test('a header line is told of: slides have none', async () => {
  const header = { left: 'Confidential', center: '', right: '' };
  const { warnings } = await written(deckOf([slideOf('T')], { theme: { ...THEMES.classic, header } }));
  expect(warnings).toMatchObject([{ code: 'not-carried', pointer: '/theme/header' }]);
  expect((await written(deckOf([slideOf('T')]))).warnings).toEqual([]);
});

test('pictures are in the file once, with their descriptions; charts with the workbook that they are edited in', async () => {
  const same = picture(300, 200);
  const { bytes } = await written(
    deckOf([
      slideOf('Opening'),
      slideOf('P', [image(same, { caption: [{ text: 'Below' }] })]),
      slideOf('Q', [image(same), image(picture(20, 400))]),
      ...(['line', 'bar', 'stacked-bar', 'pie', 'scatter'] as const).map((kind) => slideOf(kind, [chart(kind)])),
    ]),
  );
  const { slides, parts } = readDeck(bytes);
  expect([...parts.keys()].filter((path) => path.startsWith('ppt/media/'))).toHaveLength(2);
  expect(slides[1]?.xml).toContain('descr="What it shows"');
  expect(slides[1]?.texts).toContain('Below');
  const charts = slides
    .slice(3)
    .map(({ targets }) => [...targets.values()].find((path) => path.includes('chart')) ?? '');
  expect(charts.map((path) => /<c:(\w+)Chart>/.exec(parts.get(path) ?? '')?.[1])).toEqual([
    ...['line', 'bar', 'bar', 'pie', 'scatter'],
  ]);
  for (const path of charts) {
    const [workbook = ''] = targetsOf(parts, path).values();
    expect(parts.get(workbook)?.slice(0, 2)).toBe('PK');
  }
});

test('notes, sections and the properties of the file', async () => {
  const { bytes } = await written(
    deckOf([
      slideOf('A', [], { notes: 'Say this.\n\nThen <that>.' }),
      slideOf('B', [list('x')], { section: 'One & only' }),
      slideOf('C', [paragraph('word '.repeat(2000))], { notes: 'once' }),
      slideOf('D', [list('x')], { section: 'Two' }),
    ]),
  );
  const { slides, sections, parts } = readDeck(bytes);
  expect(slides[0]?.notes).toEqual(['Say this.', '', 'Then <that>.']);
  const last = slides.length;
  expect(last).toBeGreaterThan(4);
  expect(slides.filter(({ notes }) => notes?.includes('once'))).toHaveLength(1);
  const between = Array.from({ length: last - 2 }, (_, at) => at + 2);
  expect(sections).toEqual([
    { name: 'Annual review', slides: [1] },
    { name: 'One &amp; only', slides: between },
    { name: 'Two', slides: [last] },
  ]);
  expect(parts.get('docProps/core.xml')).toContain('<dc:title>Annual review</dc:title>');
  expect(parts.get('docProps/app.xml')).toContain('Northwind &lt;Grid&gt;');
});

test('a table of contents leads to the slides, also to those after a slide that was divided', async () => {
  const { bytes } = await written(
    deckOf([
      slideOf('Opening'),
      slideOf('Contents', [{ type: 'table-of-contents', title: 'Inside', depth: 2 }]),
      slideOf('Part', [], { section: 'S' }),
      slideOf('Long', [paragraph('word '.repeat(2000))]),
      slideOf('Last', [list('x')]),
    ]),
  );
  const { slides } = readDeck(bytes);
  const contents = slides[1];
  expect(contents?.texts).toEqual(['Inside', 'Part', 'Long', 'Last']);
  const ids = [...(contents?.xml ?? '').matchAll(/r:id="(\w+)" action="ppaction:\/\/hlinksldjump"/g)].map(
    ([, id]) => id,
  );
  const titles = ids.map((id) => slides.find(({ path }) => path === contents?.targets.get(id ?? ''))?.title);
  expect(titles).toEqual(['Part', 'Long', 'Last']);
});

test('a text beside one picture or chart, in two columns', async () => {
  const [, beside, above] = await slidesOf([
    slideOf('Opening'),
    slideOf('Beside', [list('one', 'two'), chart('bar')]),
    slideOf('Above', [paragraph('A sentence.'), chart('bar')]),
  ]);
  const places = (slide: typeof beside) => slide?.shapes.slice(1, 3).map(({ box }) => [box.x < 480, box.y < 140]);
  expect(beside?.layout).toBe('Two Content');
  expect(places(beside)).toEqual([
    [true, true],
    [false, true],
  ]);
  expect(places(above)).toEqual([
    [true, true],
    [true, false],
  ]);
});

test('text runs from right to left where its letters do, and a deck in such a language is mirrored', async () => {
  const blocks = [list('שלום עולם', 'English'), callout('info', null, 'הערה')];
  const [, mixed] = await slidesOf([slideOf('Opening'), slideOf('כותרת', blocks)]);
  expect(mixed?.xml.match(/<a:pPr[^>]* algn="r" rtl="1"/g)).toHaveLength(3);
  const metadata = { ...METADATA, language: 'he' };
  const { parts, slides } = readDeck(
    (await written(deckOf([slideOf('פתיחה'), slideOf('כותרת', blocks)], { metadata }))).bytes,
  );
  expect(parts.get('ppt/presentation.xml')).toContain(' rtl="1"');
  expect(slides[1]?.xml).toMatch(/<a:pPr algn="l" rtl="0"><\/a:pPr><a:r>.*?English/);
  expect(slides[1]?.xml.match(/<a:pPr[^>]* rtl="1"/g)).toBeNull();
});
