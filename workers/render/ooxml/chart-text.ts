import type { Theme } from '../theme/theme.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** How the words of a chart look. */
export interface ChartType {
  font: string;
  /** In points. */
  size: number;
  color: string;
  bold: boolean;
  titleFont: string;
  titleColor: string;
}

export function chartType({ fonts, colors }: Theme, textSize: number): ChartType {
  return {
    font: fonts.body,
    size: textSize,
    color: colors.text,
    bold: false,
    titleFont: fonts.heading,
    titleColor: colors.heading,
  };
}

/** A text of the chart's own, such as a title (`c:tx`). A line feed begins a new paragraph. `upright` reads from below. */
export function richTextXml(text: string, type: ChartType, upright = false): string {
  const paragraphs = text
    .split('\n')
    .map((line) => `<a:p>${defaultsXml(type)}<a:r>${runXml('a:rPr', type)}<a:t>${xmlText(line)}</a:t></a:r></a:p>`);
  const body = upright ? '<a:bodyPr rot="-5400000" vert="horz"/>' : '<a:bodyPr/>';
  return `<c:tx><c:rich>${body}<a:lstStyle/>${paragraphs.join('')}</c:rich></c:tx>`;
}

/** The look of texts that programs write themselves, such as the labels of an axis (`c:txPr`). */
export function textPropertiesXml(type: ChartType): string {
  return `<c:txPr><a:bodyPr/><a:lstStyle/><a:p>${defaultsXml(type)}<a:endParaRPr lang="en-US"/></a:p></c:txPr>`;
}

/** A line of this colour; null: none. */
export function lineXml(color: string | null, points = 0.75): string {
  if (color === null) return '<a:ln><a:noFill/></a:ln>';
  return `<a:ln w="${emu(points)}" cap="rnd">${fillXml(color)}<a:round/></a:ln>`;
}

/** Colours beyond the theme's begin again, darker. */
export function seriesFillXml(theme: Theme, at: number): string {
  const { series } = theme.colors;
  const color = series[at % series.length] ?? theme.colors.accent;
  return at < series.length
    ? fillXml(color)
    : `<a:solidFill><a:srgbClr val="${color}"><a:lumMod val="70000"/></a:srgbClr></a:solidFill>`;
}

export function fillXml(color: string): string {
  return `<a:solidFill><a:srgbClr val="${color}"/></a:solidFill>`;
}

/** English metric units: 12,700 to the point. */
export function emu(points: number): number {
  return Math.round(points * 12_700);
}

function defaultsXml(type: ChartType): string {
  return `<a:pPr>${runXml('a:defRPr', type)}</a:pPr>`;
}

function runXml(tag: string, { font, size, color, bold }: ChartType): string {
  const attributes = { lang: tag === 'a:rPr' ? 'en-US' : null, sz: Math.round(size * 100), b: bold ? 1 : 0 };
  return `<${tag}${xmlAttributes(attributes)}>${fillXml(color)}<a:latin${xmlAttributes({ typeface: font })}/></${tag}>`;
}
