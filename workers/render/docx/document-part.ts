import type { DocumentContent } from '../content/content.ts';
import { XML_HEADER, xmlAttributes } from '../ooxml/xml.ts';
import { blockPieces } from './blocks.ts';
import { DRAWING_NAMESPACES } from './namespaces.ts';
import type { PageLinePart } from './page-lines.ts';
import { RELATIONSHIP } from './parts.ts';
import { twips } from './units.ts';
import type { Writing } from './writing.ts';

/** The text of the document, block by block. What it refers to is collected in `writing` on the way. */
export async function* documentPieces(
  { blocks }: DocumentContent,
  lines: readonly PageLinePart[],
  writing: Writing,
): AsyncGenerator<string> {
  yield `${XML_HEADER}<w:document${DRAWING_NAMESPACES}><w:body>`;
  for (const [at, block] of blocks.entries()) {
    for await (const piece of blockPieces(block, at, blocks, writing)) {
      yield piece;
      const turn = writing.pace.breathe();
      if (turn !== undefined) await turn;
    }
    await writing.pace.step('block');
  }
  if (blocks.length === 0) yield `${writing.openParagraph({})}</w:p>`;
  yield `${sectionXml(lines, writing)}</w:body></w:document>`;
}

/** The page (ECMA-376 part 1, 17.6.17). */
function sectionXml(lines: readonly PageLinePart[], { theme, relationships, language }: Writing): string {
  const { width, height, margins } = theme.page;
  const references = lines.map(({ name }) => {
    const id = relationships.add({ type: RELATIONSHIP[name], target: `${name}1.xml` });
    return `<w:${name}Reference w:type="default" r:id="${id}"/>`;
  });
  const size = { 'w:w': twips(width), 'w:h': twips(height), 'w:orient': width > height ? 'landscape' : null };
  const hasLogo = theme.logo !== null;
  const room = {
    ...{ 'w:top': twips(margins.top), 'w:right': twips(margins.right), 'w:bottom': twips(margins.bottom) },
    'w:left': twips(margins.left),
    'w:header': twips(lineDistance(margins.top) * (hasLogo ? 0.7 : 1)),
    'w:footer': twips(lineDistance(margins.bottom)),
    'w:gutter': 0,
  };
  return (
    `<w:sectPr>${references.join('')}<w:pgSz${xmlAttributes(size)}/><w:pgMar${xmlAttributes(room)}/>` +
    `${language.direction === 'rtl' ? '<w:bidi/>' : ''}</w:sectPr>`
  );
}

/** How far the header's upper edge, or the footer's lower one, is from the edge of the paper. */
function lineDistance(margin: number): number {
  return Math.min(margin * 0.5, 36);
}
