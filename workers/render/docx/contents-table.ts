import type { Block, Heading, Run, TableOfContents } from '../content/content.ts';
import { xmlText } from '../ooxml/xml.ts';
import { runsDirection, runsXml } from './runs.ts';
import type { Writing } from './writing.ts';

/**
 * A table of contents as Word makes them: a field whose result is already there, each entry a link to its heading.
 *
 * The pages are not known before somebody has laid the document out. Word and LibreOffice fill in the fields of the pages
 * when the table is updated, and Word when it prints or saves a PDF. Until then the fields are empty: a number that was
 * guessed would be wrong, and a document that asks for the update (`w:updateFields`, `w:dirty`) meets every reader with a
 * question whether to trust it. The styles of the entries have no dots, so an entry without a page looks finished.
 */
export function* contentsXml(
  { title, depth }: TableOfContents,
  blocks: readonly Block[],
  writing: Writing,
): Generator<string> {
  const headings = blocks.filter((block): block is Heading => block.type === 'heading' && block.level <= depth);
  if (headings.length === 0) return;
  yield '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>';
  yield '<w:sdtContent>';
  if (title !== null) yield* titleXml([{ text: title }], writing);
  for (const [at, heading] of headings.entries()) {
    yield* entryXml(heading, writing, { begins: at === 0 ? depth : null, ends: at === headings.length - 1 });
  }
  yield '</w:sdtContent></w:sdt>';
}

/** The name of a heading's bookmark. Word hides those that begin with an underscore, and takes no hyphens in them. */
export function bookmarkName(anchor: string): string {
  return `_Toc_${anchor.replace(/\W/g, '_')}`.slice(0, 40);
}

function* titleXml(runs: Run[], writing: Writing): Generator<string> {
  const direction = runsDirection(runs, writing.language);
  yield writing.openParagraph({ style: 'TOCHeading', direction });
  yield* runsXml(runs, direction, writing);
  yield '</w:p>';
}

function* entryXml(
  { level, runs, anchor }: Heading,
  writing: Writing,
  { begins, ends }: { begins: number | null; ends: boolean },
): Generator<string> {
  const direction = runsDirection(runs, writing.language);
  const name = bookmarkName(anchor);
  yield writing.openParagraph({ style: `TOC${level}`, direction });
  if (begins !== null) yield fieldBeginXml(`TOC \\o "1-${begins}" \\h \\z \\u`);
  yield `<w:hyperlink w:anchor="${name}" w:history="1">`;
  yield* runsXml(runs.map(entryRun), direction, writing);
  yield `<w:r><w:tab/></w:r>${fieldBeginXml(`PAGEREF ${name} \\h`)}${FIELD_END}</w:hyperlink>`;
  yield `${ends ? FIELD_END : ''}</w:p>`;
}

/** In the table an entry leads to its heading and nowhere else, and stands in one line. */
function entryRun({ text, italic }: Run): Run {
  return { text: text.replace(/\s+/g, ' '), ...(italic === true && { italic }) };
}

function fieldBeginXml(instruction: string): string {
  return (
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${xmlText(instruction)} </w:instrText></w:r>` +
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
  );
}

const FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>';
