import type { Chart } from '../content/content.ts';
import { mix } from '../theme/colors.ts';
import type { Theme } from '../theme/theme.ts';
import type { ChartSource } from './chart-part.ts';
import { CATEGORY_AXIS, VALUE_AXIS } from './chart-series.ts';
import { type ChartType, lineXml, richTextXml, textPropertiesXml } from './chart-text.ts';
import { axisFormat } from './fitting-format.ts';
import { xmlAttributes } from './xml.ts';

/** Lines across are lighter than those of tables: of that colour they have this much, the rest is white. */
const GRID_SHARE = 0.55;

interface Axis {
  tag: 'c:catAx' | 'c:valAx';
  id: number;
  crosses: number;
  place: 'b' | 'l';
  title: string | null;
  format: string;
  grid: boolean;
  line: boolean;
  /** Categories of lying bars run downwards, as the eye reads them. */
  reversed: boolean;
  /** Keeps the axis of the values at the foot when the categories run downwards. */
  atFarEnd: boolean;
  /** Labels of categories stand at the edge also where values are negative. */
  labels: 'low' | 'nextTo';
  end: string;
}

/** The axes of the chart; a pie has none. Light lines across, at the values only. */
export function axesXml(chart: Chart, theme: Theme, source: ChartSource, type: ChartType): string {
  if (chart.kind === 'pie') return '';
  const lying = chart.horizontal && chart.kind !== 'line' && chart.kind !== 'scatter';
  return [categoryAxis(chart, source, lying), valueAxis(chart, source, lying)]
    .map((axis) => axisXml(axis, theme, type))
    .join('');
}

function categoryAxis(chart: Chart, source: ChartSource, lying: boolean): Axis {
  const scatter = chart.kind === 'scatter';
  const xs = chart.series.flatMap(({ xValues }) => xValues ?? []);
  return {
    tag: scatter ? 'c:valAx' : 'c:catAx',
    id: CATEGORY_AXIS,
    crosses: VALUE_AXIS,
    place: lying ? 'l' : 'b',
    title: lying ? chart.yTitle : chart.xTitle,
    format: scatter ? axisFormat(xs, false, source.categoriesFormat) : (source.categoriesFormat ?? 'General'),
    grid: false,
    line: true,
    reversed: lying,
    atFarEnd: false,
    labels: 'low',
    end: scatter
      ? '<c:crossBetween val="midCat"/>'
      : '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/>',
  };
}

function valueAxis(chart: Chart, source: ChartSource, lying: boolean): Axis {
  return {
    tag: 'c:valAx',
    id: VALUE_AXIS,
    crosses: CATEGORY_AXIS,
    place: lying ? 'b' : 'l',
    title: lying ? chart.xTitle : chart.yTitle,
    format: axisFormat(
      chart.series.flatMap(({ values }) => values),
      chart.kind !== 'scatter' && chart.kind !== 'line',
      source.valuesFormat,
    ),
    grid: true,
    line: chart.kind === 'scatter',
    reversed: false,
    atFarEnd: lying,
    labels: lying ? 'nextTo' : 'low',
    end: `<c:crossBetween val="${chart.kind === 'scatter' ? 'midCat' : 'between'}"/>`,
  };
}

function axisXml(axis: Axis, theme: Theme, type: ChartType): string {
  const { tag, title } = axis;
  const grid = axis.grid
    ? `<c:majorGridlines><c:spPr>${lineXml(mix(theme.colors.line, 'FFFFFF', GRID_SHARE), 0.75)}</c:spPr></c:majorGridlines>`
    : '';
  const titled =
    title === null ? '' : `<c:title>${richTextXml(title, type, axis.place === 'l')}<c:overlay val="0"/></c:title>`;
  return (
    `<${tag}><c:axId val="${axis.id}"/>` +
    `<c:scaling><c:orientation val="${axis.reversed ? 'maxMin' : 'minMax'}"/></c:scaling><c:delete val="0"/>` +
    `<c:axPos val="${axis.place}"/>${grid}${titled}` +
    `<c:numFmt${xmlAttributes({ formatCode: axis.format, sourceLinked: 0 })}/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="${axis.labels}"/>` +
    `<c:spPr>${lineXml(axis.line ? theme.colors.muted : null)}</c:spPr>${textPropertiesXml(type)}` +
    `<c:crossAx val="${axis.crosses}"/><c:crosses val="${axis.atFarEnd ? 'max' : 'autoZero'}"/>${axis.end}</${tag}>`
  );
}
