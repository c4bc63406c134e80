import type { Chart, ChartSeries } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import type { ChartSeriesSource, ChartSource } from './chart-part.ts';
import { type ChartType, emu, lineXml, seriesFillXml, textPropertiesXml } from './chart-text.ts';
import { fittingFormat } from './fitting-format.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** The axes that the series refer to. */
export const CATEGORY_AXIS = 1001;
export const VALUE_AXIS = 1002;

/** A line with more points than this has no marks on them: they would run into each other. */
const MOST_MARKED_POINTS = 40;
const LINE_POINTS = 2.25;
const MARK_SIZE = 6;
/** The room between groups of bars, in per cent of a bar's width. */
const GAP_WIDTH = 60;

/** The series with the kind of chart around them: one of the elements such as `c:barChart`. */
export function seriesXml(chart: Chart, theme: Theme, source: ChartSource, type: ChartType): string {
  const all = chart.series.map((series, at) => oneSeriesXml(chart, series, at, theme, source, type)).join('');
  switch (chart.kind) {
    case 'line':
      return `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${all}<c:marker val="1"/>${AXES}</c:lineChart>`;
    case 'bar':
    case 'stacked-bar':
      return `<c:barChart>${barKindXml(chart)}<c:varyColors val="0"/>${all}${barRoomXml(chart)}${AXES}</c:barChart>`;
    case 'pie':
      return `<c:pieChart><c:varyColors val="1"/>${all}<c:firstSliceAng val="0"/></c:pieChart>`;
    case 'scatter':
      return `<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>${all}${AXES}</c:scatterChart>`;
  }
}

const AXES = `<c:axId val="${CATEGORY_AXIS}"/><c:axId val="${VALUE_AXIS}"/>`;

function barKindXml({ kind, horizontal }: Chart): string {
  const grouping = kind === 'stacked-bar' ? 'stacked' : 'clustered';
  return `<c:barDir val="${horizontal ? 'bar' : 'col'}"/><c:grouping val="${grouping}"/>`;
}

function barRoomXml({ kind }: Chart): string {
  const overlap = kind === 'stacked-bar' ? '<c:overlap val="100"/>' : '';
  return `<c:gapWidth val="${GAP_WIDTH}"/>${overlap}`;
}

function oneSeriesXml(
  chart: Chart,
  series: ChartSeries,
  at: number,
  theme: Theme,
  source: ChartSource,
  type: ChartType,
): string {
  const refs = source.series[at];
  if (!refs) throw new Error(`series ${at + 1} of the chart has no cells`);
  const head = `<c:idx val="${at}"/><c:order val="${at}"/><c:tx>${namesXml(refs.name, [series.name], source)}</c:tx>`;
  const fill = seriesFillXml(theme, at);
  const values = `<c:val>${valuesXml(refs.values, series, source)}</c:val>`;
  switch (chart.kind) {
    case 'line':
      return `<c:ser>${head}${lineLookXml(series, fill)}${categoriesXml(chart, source)}${values}<c:smooth val="0"/></c:ser>`;
    case 'bar':
    case 'stacked-bar':
      return `<c:ser>${head}<c:spPr>${fill}</c:spPr><c:invertIfNegative val="0"/>${categoriesXml(chart, source)}${values}</c:ser>`;
    case 'pie':
      return `<c:ser>${head}${slicesXml(series, theme)}${sliceLabelsXml(chart, type)}${categoriesXml(chart, source)}${values}</c:ser>`;
    case 'scatter':
      return `<c:ser>${head}<c:spPr>${lineXml(null)}</c:spPr>${markXml(fill)}${pointsXml(series, refs, source)}<c:smooth val="0"/></c:ser>`;
  }
}

function lineLookXml(series: ChartSeries, fill: string): string {
  const line = `<c:spPr><a:ln w="${emu(LINE_POINTS)}" cap="rnd">${fill}<a:round/></a:ln></c:spPr>`;
  return line + (needsMarks(series) ? markXml(fill) : '<c:marker><c:symbol val="none"/></c:marker>');
}

/** A value between two gaps has no line to be seen by. */
function needsMarks({ values }: ChartSeries): boolean {
  if (values.length <= MOST_MARKED_POINTS) return true;
  const known = (at: number): boolean => (values[at] ?? null) !== null;
  return values.some((_, at) => known(at) && !known(at - 1) && !known(at + 1));
}

function markXml(fill: string): string {
  return (
    `<c:marker><c:symbol val="circle"/><c:size val="${MARK_SIZE}"/>` +
    `<c:spPr>${fill}${lineXml('FFFFFF')}</c:spPr></c:marker>`
  );
}

function slicesXml({ values }: ChartSeries, theme: Theme): string {
  let slices = '';
  for (const at of values.keys()) {
    const look = `<c:spPr>${seriesFillXml(theme, at)}${lineXml('FFFFFF', 1)}</c:spPr>`;
    slices += `<c:dPt><c:idx val="${at}"/><c:bubble3D val="0"/>${look}</c:dPt>`;
  }
  return slices;
}

/** Outside the slices, where the text can be read on any colour. */
function sliceLabelsXml({ legend }: Chart, type: ChartType): string {
  return (
    `<c:dLbls><c:numFmt formatCode="0%" sourceLinked="0"/><c:spPr><a:noFill/>${lineXml(null)}</c:spPr>` +
    `${textPropertiesXml(type)}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="0"/>` +
    `<c:showCatName val="${legend ? 0 : 1}"/><c:showSerName val="0"/><c:showPercent val="1"/>` +
    `<c:showBubbleSize val="0"/><c:separator>${legend ? ' ' : '\n'}</c:separator><c:showLeaderLines val="1"/></c:dLbls>`
  );
}

function categoriesXml({ categories }: Chart, source: ChartSource): string {
  const { categoriesFormat, cached } = source;
  const inner =
    categoriesFormat === null
      ? namesXml(source.categories, categories, source)
      : numbersXml(source.categories, cached ? categories.map(numberOrGap) : null, categoriesFormat);
  return `<c:cat>${inner}</c:cat>`;
}

function pointsXml(series: ChartSeries, refs: ChartSeriesSource, source: ChartSource): string {
  const xs = series.xValues ?? [];
  const xFormat = source.categoriesFormat ?? fittingFormat(xs);
  return (
    `<c:xVal>${numbersXml(refs.xValues ?? source.categories, source.cached ? xs : null, xFormat)}</c:xVal>` +
    `<c:yVal>${valuesXml(refs.values, series, source)}</c:yVal>`
  );
}

function valuesXml(ref: string, { values }: ChartSeries, { valuesFormat, cached }: ChartSource): string {
  return numbersXml(ref, cached ? values : null, valuesFormat ?? fittingFormat(values));
}

function numbersXml(ref: string, values: (number | null)[] | null, format: string): string {
  const cache = values
    ? `<c:numCache><c:formatCode>${xmlText(format)}</c:formatCode>${numberPointsXml(values)}</c:numCache>`
    : '';
  return `<c:numRef><c:f>${xmlText(ref)}</c:f>${cache}</c:numRef>`;
}

function numberPointsXml(values: (number | null)[]): string {
  let points = `<c:ptCount val="${values.length}"/>`;
  for (const [at, value] of values.entries()) {
    if (value !== null && Number.isFinite(value)) points += pointXml(at, String(value));
  }
  return points;
}

function namesXml(ref: string, names: string[], { cached }: ChartSource): string {
  const points = names.map((name, at) => pointXml(at, xmlText(name))).join('');
  const cache = cached ? `<c:strCache><c:ptCount val="${names.length}"/>${points}</c:strCache>` : '';
  return `<c:strRef><c:f>${xmlText(ref)}</c:f>${cache}</c:strRef>`;
}

function pointXml(at: number, value: string): string {
  return `<c:pt${xmlAttributes({ idx: at })}><c:v>${value}</c:v></c:pt>`;
}

function numberOrGap(text: string): number | null {
  return text === '' ? null : Number(text);
}
