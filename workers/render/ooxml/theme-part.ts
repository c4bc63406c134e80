import type { Theme } from '../theme/theme.ts';
import { XML_HEADER, xmlAttributes } from './xml.ts';

export const THEME_CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.theme+xml';
export const THEME_RELATIONSHIP = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme';

/**
 * The theme as a part of an office file (ECMA-376 part 1, 14.2.7): its fonts and colours are those that the programs
 * offer first, and that new charts and shapes have.
 */
export function themeXml(theme: Theme): string {
  return (
    `${XML_HEADER}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"${xmlAttributes({ name: theme.name })}>` +
    `<a:themeElements>${colorsXml(theme)}${fontsXml(theme)}${FORMATS}</a:themeElements></a:theme>`
  );
}

function colorsXml({ name, colors }: Theme): string {
  const { series, accent } = colors;
  const accents = Array.from({ length: 6 }, (_, at) => colorXml(`a:accent${at + 1}`, series[at] ?? accent)).join('');
  return (
    `<a:clrScheme${xmlAttributes({ name })}>` +
    `<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>` +
    `${colorXml('a:dk2', colors.heading)}${colorXml('a:lt2', colors.band)}${accents}` +
    `${colorXml('a:hlink', accent)}${colorXml('a:folHlink', colors.muted)}</a:clrScheme>`
  );
}

function colorXml(tag: string, color: string): string {
  return `<${tag}><a:srgbClr val="${color}"/></${tag}>`;
}

function fontsXml({ name, fonts }: Theme): string {
  return (
    `<a:fontScheme${xmlAttributes({ name })}>${fontXml('a:majorFont', fonts.heading)}` +
    `${fontXml('a:minorFont', fonts.body)}</a:fontScheme>`
  );
}

function fontXml(tag: string, typeface: string): string {
  return `<${tag}><a:latin${xmlAttributes({ typeface })}/><a:ea typeface=""/><a:cs typeface=""/></${tag}>`;
}

const FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
const LINES = [6350, 12_700, 19_050]
  .map((width) => `<a:ln w="${width}" cap="flat" cmpd="sng" algn="ctr">${FILL}<a:prstDash val="solid"/></a:ln>`)
  .join('');
const EFFECT = '<a:effectStyle><a:effectLst/></a:effectStyle>';
/** Three of each are asked for. All are flat. */
const FORMATS =
  `<a:fmtScheme name="Flat"><a:fillStyleLst>${FILL.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${LINES}</a:lnStyleLst>` +
  `<a:effectStyleLst>${EFFECT.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${FILL.repeat(3)}</a:bgFillStyleLst></a:fmtScheme>`;
