import type { Chart } from '../content/content.ts';
import type { Theme } from '../theme/theme.ts';
import { axesXml } from './chart-axes.ts';
import { seriesXml } from './chart-series.ts';
import { type ChartType, chartType, lineXml, richTextXml, textPropertiesXml } from './chart-text.ts';
import { XML_HEADER, xmlAttributes } from './xml.ts';

/** The content type of a chart part, for `[Content_Types].xml`. */
export const CHART_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml';
/** The relationship from the part that shows a chart to the chart part. */
export const CHART_RELATIONSHIP = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart';
/** The relationship from a chart part to its embedded workbook (`ChartSource.workbookRelId`). */
export const WORKBOOK_RELATIONSHIP = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/package';
export const WORKBOOK_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * Which cells a chart's data is in, so that the chart follows them when they are edited. For an embedded workbook,
 * `embeddedSource` makes it. Ranges are as in a formula: `'Sales 2026'!$B$2:$B$13`.
 */
export interface ChartSource {
  /** The relationship of the chart part to the embedded workbook; null for a chart inside the workbook itself. */
  workbookRelId: string | null;
  /** Where the categories are. For a scatter (which has `xValues`) not used. */
  categories: string;
  /** One for each of the chart's series. */
  series: ChartSeriesSource[];
  /** The number format of categories that are numbers, such as dates; null: they are texts. Then `Chart.categories` are those numbers. */
  categoriesFormat: string | null;
  /** The number format of the values; null: one that fits them is chosen. */
  valuesFormat: string | null;
  /** Whether the part carries a copy of the data, to be drawn without reading the cells. Not for very many values. */
  cached: boolean;
  /** The size of labels, in points. About 9 on paper, 14 on a slide. */
  textSize: number;
}

export interface ChartSeriesSource {
  /** One cell. */
  name: string;
  values: string;
  /** For a scatter; null for the other kinds. */
  xValues: string | null;
}

const NAMESPACES = {
  'xmlns:c': 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
};

/**
 * A native chart as a part of an office file: a `c:chartSpace` (ECMA-376 part 1, 21.2.2.29), the same for documents,
 * slides and sheets. A value that is null, or no finite number, is a gap.
 */
export function chartXml(chart: Chart, theme: Theme, source: ChartSource): string {
  const type = chartType(theme, source.textSize);
  const external =
    source.workbookRelId === null
      ? ''
      : `<c:externalData${xmlAttributes({ 'r:id': source.workbookRelId })}><c:autoUpdate val="0"/></c:externalData>`;
  return (
    `${XML_HEADER}<c:chartSpace${xmlAttributes(NAMESPACES)}>` +
    `<c:date1904 val="0"/><c:roundedCorners val="0"/>` +
    `<c:chart>${titleXml(chart, type)}` +
    `<c:plotArea><c:layout/>${seriesXml(chart, theme, source, type)}${axesXml(chart, theme, source, type)}` +
    `<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>` +
    `${legendXml(chart, type)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>` +
    `<c:spPr><a:noFill/>${lineXml(null)}</c:spPr>${textPropertiesXml(type)}${external}</c:chartSpace>`
  );
}

/** Without the flag, programs show the name of a single series as the title. */
function titleXml({ title }: Chart, type: ChartType): string {
  if (title === null) return '<c:autoTitleDeleted val="1"/>';
  const look = { ...type, size: type.size * 1.35, color: type.titleColor, font: type.titleFont, bold: true };
  return `<c:title>${richTextXml(title, look)}<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>`;
}

function legendXml({ legend, kind }: Chart, type: ChartType): string {
  if (!legend) return '';
  const place = kind === 'pie' ? 'r' : 'b';
  return `<c:legend><c:legendPos val="${place}"/><c:overlay val="0"/>${textPropertiesXml(type)}</c:legend>`;
}
