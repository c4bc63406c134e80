import { expect, test } from '@jest/globals';
import { SaxesParser } from 'saxes';
import { readSheet } from 'read-excel-file/node';
import type { Chart } from '../../../workers/render/content/content.ts';
import { chartXml } from '../../../workers/render/ooxml/chart-part.ts';
import { chartWorkbook, embeddedSource } from '../../../workers/render/ooxml/chart-workbook.ts';
import { fittingFormat } from '../../../workers/render/ooxml/fitting-format.ts';
import { someChart, THEME } from '../xlsx/workbooks.ts';

function xmlOf(chart: Chart): string {
  const xml = chartXml(chart, THEME, embeddedSource(chart, 'rId1', 10));
  new SaxesParser({ xmlns: true }).write(xml).close();
  return xml;
}

/** The texts of all elements with this tag. */
function texts(xml: string, tag: string): string[] {
  return [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text);
}

const KINDS = ['line', 'bar', 'stacked-bar', 'pie', 'scatter'] as const;

test.each(KINDS)('a %s chart has its title, its data with gaps, and its workbook', (kind) => {
  const chart = someChart(kind);
  const xml = xmlOf(chart);
  expect(texts(xml, 'a:t')[0]).toBe(`A ${kind} &amp; its title`);
  expect(xml).toContain('<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>');
  expect(xml).toContain('<c:dispBlanksAs val="gap"/>');
  const [values = ''] = /<c:(?:val|yVal)>.*?<\/c:(?:val|yVal)>/.exec(xml) ?? [];
  expect(values).toContain(
    '<c:ptCount val="4"/><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="1"><c:v>2.5</c:v></c:pt><c:pt idx="3">',
  );
});

test('the cells that a chart refers to have its data', async () => {
  const bar = someChart('bar');
  const rows = await readSheet(Buffer.from(await chartWorkbook(bar)));
  expect(rows).toEqual([
    ['Label', 'First', 'Second'],
    ['One', 1, 2],
    ['Two', 2.5, 2.5],
    ['=3', null, null],
    [null, 4, 4],
  ]);
  expect(texts(xmlOf(bar), 'c:f').slice(0, 3)).toEqual(["'Data'!$B$1", "'Data'!$A$2:$A$5", "'Data'!$B$2:$B$5"]);
  const points = someChart('scatter');
  const pointRows = await readSheet(Buffer.from(await chartWorkbook(points)));
  expect(pointRows[4]).toEqual([3, 4, 4, 4]);
  expect(texts(xmlOf(points), 'c:f').slice(3)).toEqual(["'Data'!$D$1", "'Data'!$C$2:$C$5", "'Data'!$D$2:$D$5"]);
});

test('the same chart makes the same workbook', async () => {
  const [first, second] = await Promise.all([chartWorkbook(someChart('line')), chartWorkbook(someChart('line'))]);
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
});

test('bars lie or stand, and are stacked where they should be', () => {
  expect(xmlOf(someChart('bar'))).toContain('<c:barDir val="col"/><c:grouping val="clustered"/>');
  const lying = xmlOf(someChart('stacked-bar', { horizontal: true }));
  expect(lying).toContain('<c:barDir val="bar"/><c:grouping val="stacked"/>');
  expect(lying).toContain('<c:overlap val="100"/>');
  // The title of the horizontal axis goes to the axis that lies: that of the values.
  expect(lying).toMatch(/<c:valAx>.*?<c:axPos val="b"\/>.*?<a:t>Across<\/a:t>/);
  expect(lying).toMatch(/<c:catAx>.*?<c:axPos val="l"\/>.*?<a:t>Up<\/a:t>/);
});

test('a pie has a colour a slice, and names at the slices where there is no legend', () => {
  const pie = xmlOf(someChart('pie'));
  expect(pie.match(/<c:dPt>/g)).toHaveLength(4);
  expect(pie).toContain('<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="1"/>');
  expect(pie).not.toContain('<c:catAx>');
  const named = xmlOf(someChart('pie', { legend: false, title: null }));
  expect(named).toContain('<c:showCatName val="1"/>');
  expect(named).not.toContain('<c:legend>');
  expect(named).toContain('<c:autoTitleDeleted val="1"/>');
});

test('colours beyond the theme’s differ from those before', () => {
  const series = Array.from({ length: 8 }, (_, at) => ({ name: `S${at}`, values: [1], xValues: null }));
  const xml = xmlOf(someChart('bar', { categories: ['a'], series }));
  const fills = [...xml.matchAll(/<c:ser>.*?<c:spPr>(.*?)<\/c:spPr>/g)].map(([, fill]) => fill);
  expect(new Set(fills).size).toBe(8);
});

test('a point between gaps is seen on a line too long for marks', () => {
  const values = Array.from({ length: 100 }, (_, at): number | null => at);
  const line = (data: (number | null)[]): string =>
    xmlOf(someChart('line', { categories: data.map(String), series: [{ name: 's', values: data, xValues: null }] }));
  expect(line(values)).toContain('<c:symbol val="none"/>');
  expect(line(values.with(49, null).with(51, null))).toContain('<c:symbol val="circle"/>');
});

test.each([
  [[1, 2000], '#,##0'],
  [[1.5, 2], '#,##0.0'],
  [[0.25, 0.125], '#,##0.00'],
  [[0.001], 'General'],
  [[1e15], 'General'],
  [[null, Number.NaN], '#,##0'],
])('numbers such as %j are shown as %s', (values, format) => expect(fittingFormat(values)).toBe(format));
