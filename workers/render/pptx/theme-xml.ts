import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { SLOTS } from './colors.ts';
import type { Deck } from './deck.ts';
import type { EastAsian } from './scripts.ts';

/**
 * The theme of the slides (ECMA-376 part 1, 14.2.7): what programs offer first, and what everything on the slides
 * refers to.
 */
export function themeXml(deck: Deck): string {
  const { name } = deck.theme;
  return (
    `${XML_HEADER}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"${xmlAttributes({ name })}>` +
    `<a:themeElements>${colorsXml(deck)}${fontsXml(deck)}${FORMATS}</a:themeElements></a:theme>`
  );
}

function colorsXml({ theme, scheme }: Deck): string {
  const colors = SLOTS.map((slot) => `<a:${slot}><a:srgbClr val="${scheme[slot]}"/></a:${slot}>`);
  return `<a:clrScheme${xmlAttributes({ name: theme.name })}>${colors.join('')}</a:clrScheme>`;
}

function fontsXml({ theme, eastAsian }: Deck): string {
  const { heading, body } = theme.fonts;
  return (
    `<a:fontScheme${xmlAttributes({ name: theme.name })}>` +
    `<a:majorFont>${familiesXml(heading, eastAsian)}</a:majorFont>` +
    `<a:minorFont>${familiesXml(body, eastAsian)}</a:minorFont></a:fontScheme>`
  );
}

const SERIF = /serif|times|georgia|cambria|garamond|palatino|antiqua|baskerville|constantia|century|charter|roman/i;
/** Families that come with the office programs. */
const EAST_ASIAN: Record<'sans' | 'serif', Record<EastAsian, string>> = {
  sans: { ja: 'Yu Gothic', ko: 'Malgun Gothic', 'zh-Hans': 'Microsoft YaHei', 'zh-Hant': 'Microsoft JhengHei' },
  serif: { ja: 'Yu Mincho', ko: 'Batang', 'zh-Hans': 'SimSun', 'zh-Hant': 'PMingLiU' },
};
/** What the scripts are called in a theme. */
const SCRIPTS: readonly (readonly [EastAsian, string])[] = [
  ['ja', 'Jpan'],
  ['ko', 'Hang'],
  ['zh-Hans', 'Hans'],
  ['zh-Hant', 'Hant'],
];

/** Where the deck does not say which East Asian language it is in, the program chooses by its own. */
function familiesXml(latin: string, eastAsian: EastAsian | null): string {
  const kind = SERIF.test(latin) && !/sans/i.test(latin) ? 'serif' : 'sans';
  const complex = kind === 'serif' ? 'Times New Roman' : 'Arial';
  const families: [string, string][] = [
    ...SCRIPTS.map(([language, script]): [string, string] => [script, EAST_ASIAN[kind][language]]),
    ...[['Arab', complex] as [string, string], ['Hebr', complex] as [string, string]],
    ...[['Thai', 'Leelawadee UI'] as [string, string], ['Deva', 'Nirmala UI'] as [string, string]],
  ];
  return (
    `<a:latin${xmlAttributes({ typeface: latin })}/>` +
    `<a:ea${xmlAttributes({ typeface: eastAsian ? EAST_ASIAN[kind][eastAsian] : '' })}/>` +
    `<a:cs${xmlAttributes({ typeface: complex })}/>` +
    families.map(([script, typeface]) => `<a:font${xmlAttributes({ script, typeface })}/>`).join('')
  );
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
