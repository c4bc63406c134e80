import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { WORD_NAMESPACES } from './namespaces.ts';
import type { Writing } from './writing.ts';

/** Word 2013 and later; without it, Word opens the document in its "compatibility mode". */
const WORD_VERSION = 15;
const COMPATIBILITY = {
  compatibilityMode: WORD_VERSION,
  overrideTableStyleFontSizeAndJustification: 1,
  enableOpenTypeFeatures: 1,
  doNotFlipMirrorIndents: 1,
  differentiateMultirowTableHeaders: 1,
};

/** Which slots of the theme's colours the text and its background take: the usual ones. */
const COLOR_SLOTS = {
  ...{ 'w:bg1': 'light1', 'w:t1': 'dark1', 'w:bg2': 'light2', 'w:t2': 'dark2' },
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [`w:accent${number}`, `accent${number}`])),
  ...{ 'w:hyperlink': 'hyperlink', 'w:followedHyperlink': 'followedHyperlink' },
};

export function settingsXml({ language }: Writing): string {
  const { western, eastAsian, rightToLeft } = language.tags;
  const tags = xmlAttributes({ 'w:val': western, 'w:eastAsia': eastAsian, 'w:bidi': rightToLeft });
  const compatibility = Object.entries(COMPATIBILITY).map(
    ([name, value]) =>
      `<w:compatSetting w:name="${name}" w:uri="http://schemas.microsoft.com/office/word" w:val="${value}"/>`,
  );
  return (
    `${XML_HEADER}<w:settings${WORD_NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>` +
    `<w:characterSpacingControl w:val="${eastAsian === null ? 'doNotCompress' : 'compressPunctuation'}"/>` +
    `<w:compat>${compatibility.join('')}</w:compat>${tags === '' ? '' : `<w:themeFontLang${tags}/>`}` +
    `<w:clrSchemeMapping${xmlAttributes(COLOR_SLOTS)}/></w:settings>`
  );
}
