import type { Callout } from '../content/content.ts';
import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { mix } from '../theme/colors.ts';
import { complexFont } from './language.ts';
import { WORD_NAMESPACES } from './namespaces.ts';
import {
  characterStyleXml,
  type LetterLook,
  letterLookXml,
  type ParagraphStyle,
  paragraphStyleXml,
} from './style-xml.ts';
import { TABLE_STYLE } from './style-ids.ts';
import { tableStyleXml } from './table-style.ts';
import { bordersXml, calloutBoxXml, codeBoxXml, quoteBordersXml, tabsXml, TONES } from './tones.ts';
import { twips } from './units.ts';
import type { Writing } from './writing.ts';

/** Of the text, in points; all other sizes go with it. */
const BODY_SIZE = 10.5;
export const TABLE_SIZE = 9.5;
/** Between a paragraph and the next, in points. */
export const PARAGRAPH_SPACE = 8;
const CODE_SIZE = 9;
const SMALL_SIZE = 9;

const HEADINGS = [
  { level: 1, size: 22, before: 24, after: 8 },
  { level: 2, size: 16, before: 20, after: 6 },
  { level: 3, size: 13, before: 16, after: 4 },
  { level: 4, size: 11.5, before: 14, after: 4 },
  { level: 5, size: 10.5, before: 12, after: 3 },
  { level: 6, size: 10.5, before: 12, after: 3 },
] as const;

/** The part with all styles: what a reader finds in Word's gallery, and changes there for the whole document at once. */
export function stylesXml(writing: Writing): string {
  const paragraphs = [
    ...textStyles(writing),
    ...headingStyles(writing),
    ...boxStyles(writing),
    ...contentsStyles(writing),
    ...pageLineStyles(writing),
    ...tableTextStyles(writing),
  ];
  return (
    `${XML_HEADER}<w:styles${WORD_NAMESPACES}>${defaultsXml(writing)}` +
    paragraphs.map(paragraphStyleXml).join('') +
    characterStylesXml(writing) +
    `<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>` +
    `<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>` +
    `<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
    `${tableStyleXml(TABLE_STYLE, writing.theme)}</w:styles>`
  );
}

function defaultsXml({ language, theme }: Writing): string {
  const { western, eastAsian, rightToLeft } = language.tags;
  const tags = xmlAttributes({ 'w:val': western, 'w:eastAsia': eastAsian, 'w:bidi': rightToLeft });
  const { body } = theme.fonts;
  const font = {
    ...{ ascii: body, complex: complexFont(body), eastAsian: language.fonts[language.ideographs] },
    themeFont: 'minor' as const,
  };
  const look = letterLookXml({ font, color: theme.colors.text, size: BODY_SIZE });
  const spelling = tags === '' ? '' : `<w:lang${tags}/>`;
  return (
    `<w:docDefaults><w:rPrDefault>${look.replace('</w:rPr>', `${spelling}</w:rPr>`)}</w:rPrDefault>` +
    `<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:after="${twips(PARAGRAPH_SPACE)}" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`
  );
}

function textStyles({ theme }: Writing): ParagraphStyle[] {
  const { colors } = theme;
  const rule = bordersXml({ bottom: { color: colors.line, eighths: 6, space: 1 } });
  return [
    { id: 'Normal', name: 'Normal', isOffered: true },
    { id: 'ListParagraph', name: 'List Paragraph', isOffered: true, spacing: { after: 3 } },
    {
      ...{ id: 'Caption', name: 'caption', next: 'Normal', isOffered: true },
      ...{ spacing: { before: 4, after: 12, line: 1.1 }, look: { size: SMALL_SIZE, color: colors.muted } },
    },
    { id: 'Figure', name: 'Figure', next: 'Normal', spacing: { before: 8, after: 8, line: 1 } },
    { id: 'HorizontalRule', name: 'Horizontal Rule', properties: rule, spacing: { before: 4, after: 16, exactly: 6 } },
    { id: 'Separator', name: 'Separator', spacing: { after: 0, exactly: 10 }, look: { size: 2 } },
  ];
}

function headingStyles({ theme, language }: Writing): ParagraphStyle[] {
  const { colors, fonts } = theme;
  const font = {
    ...{ ascii: fonts.heading, complex: complexFont(fonts.heading), eastAsian: language.fonts[language.ideographs] },
    themeFont: 'major' as const,
  };
  const look: LetterLook = { font, bold: true, color: colors.heading };
  const keep = '<w:keepNext/><w:keepLines/>';
  const headings = HEADINGS.map(({ level, size, before, after }): ParagraphStyle => ({
    ...{ id: `Heading${level}`, name: `heading ${level}`, next: 'Normal', isOffered: true, properties: keep },
    ...{ spacing: { before, after, line: 1.1 }, outlineLevel: level - 1 },
    look: { ...look, size, ...(level === 6 && { bold: false, color: colors.muted }) },
  }));
  return [
    {
      ...{ id: 'Title', name: 'Title', next: 'Normal', isOffered: true, properties: keep },
      ...{ spacing: { before: 0, after: 6, line: 1.05 }, look: { ...look, size: 28 } },
    },
    {
      ...{ id: 'Subtitle', name: 'Subtitle', next: 'Normal', isOffered: true, properties: keep },
      ...{ spacing: { after: 18 }, look: { size: 13, color: colors.muted } },
    },
    ...headings,
  ];
}

/** What stands in a box or beside a bar. Borders are drawn outside of the text, so the indents make room for them. */
function boxStyles({ theme }: Writing): ParagraphStyle[] {
  const { colors, fonts } = theme;
  const mono = { ascii: fonts.mono, complex: fonts.mono, eastAsian: fonts.mono };
  return [
    {
      ...{ id: 'Quote', name: 'Quote', isOffered: true, properties: quoteBordersXml(colors.accent, {}) },
      ...{ indent: { start: 18, end: 18 }, look: { color: mix(colors.text, 'FFFFFF', 0.78) } },
    },
    {
      ...{ id: 'Code', name: 'Code', isOffered: true, properties: codeBoxXml(colors, {}) },
      ...{ spacing: { before: 8, after: 14, line: 1.1 }, indent: { start: 7, end: 7 } },
      look: { font: mono, size: CODE_SIZE, isUnchecked: true },
    },
    ...TONES.map((tone): ParagraphStyle => ({
      ...{ id: `Callout${toneName(tone)}`, name: `Callout ${toneName(tone)}`, isOffered: true },
      properties: `<w:keepLines/>${calloutBoxXml(tone, {})}`,
      ...{ spacing: { before: 8, after: 14 }, indent: { start: 12, end: 9 } },
    })),
  ];
}

export function toneName(tone: Callout['tone']): 'Info' | 'Success' | 'Warning' | 'Danger' {
  return ({ info: 'Info', success: 'Success', warning: 'Warning', danger: 'Danger' } as const)[tone];
}

function contentsStyles({ theme, room }: Writing): ParagraphStyle[] {
  // No dots to lead the eye: an entry whose page is not known yet looks finished without them.
  const properties = tabsXml([{ at: room.width, align: 'right' }]);
  const entries = HEADINGS.map(({ level }): ParagraphStyle => ({
    ...{ id: `TOC${level}`, name: `toc ${level}`, next: 'Normal', properties },
    ...{ spacing: { before: level === 1 ? 6 : 0, after: 2, line: 1.1 }, indent: { start: 14 * (level - 1) } },
    look: level === 1 ? { bold: true } : {},
  }));
  const { fonts, colors } = theme;
  const font = { ascii: fonts.heading, complex: complexFont(fonts.heading), eastAsian: fonts.heading };
  return [
    {
      ...{ id: 'TOCHeading', name: 'TOC Heading', next: 'Normal', isOffered: true },
      ...{ properties: '<w:keepNext/><w:keepLines/>', spacing: { before: 12, after: 6, line: 1.1 } },
      look: { font, bold: true, size: 16, color: colors.heading },
    },
    ...entries,
  ];
}

function pageLineStyles({ theme, room }: Writing): ParagraphStyle[] {
  const properties = tabsXml([
    { at: room.width / 2, align: 'center' },
    { at: room.width, align: 'right' },
  ]);
  const look = { size: 8.5, color: theme.colors.muted };
  return (['Header', 'Footer'] as const).map((id) => ({
    ...{ id, name: id.toLowerCase(), properties, spacing: { after: 0, line: 1 }, look },
  }));
}

function tableTextStyles({ theme }: Writing): ParagraphStyle[] {
  const { headerText, text } = theme.colors;
  return [
    { id: 'TableText', name: 'Table Text', spacing: { after: 0, line: 1.1 }, look: { size: TABLE_SIZE } },
    {
      ...{ id: 'TableHeader', name: 'Table Header', basedOn: 'TableText', properties: '<w:keepNext/>' },
      look: { bold: true, color: headerText },
    },
    { id: 'TableTotal', name: 'Table Total', basedOn: 'TableText', look: { bold: true, color: text } },
  ];
}

function characterStylesXml({ theme }: Writing): string {
  const { mono } = theme.fonts;
  const { accent, line } = theme.colors;
  return (
    `<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>` +
    `<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>` +
    characterStyleXml('Hyperlink', 'Hyperlink', { color: accent, underlined: true }) +
    characterStyleXml('InlineCode', 'Inline Code', {
      font: { ascii: mono, eastAsian: mono, complex: mono },
      ...{ size: CODE_SIZE + 0.5, shade: mix(line, 'FFFFFF', 0.3), isUnchecked: true },
    })
  );
}
