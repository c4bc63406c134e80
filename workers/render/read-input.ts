import type { AnyDocumentInput, ColumnType, DocumentMetadata } from '../../src/documents/model.ts';
import { blocksToSheets } from './content/blocks-to-sheets.ts';
import { blocksToSlides } from './content/blocks-to-slides.ts';
import type {
  Block,
  DeckContent,
  DocumentContent,
  Metadata,
  Sheet,
  Slide,
  WorkbookContent,
} from './content/content.ts';
import { InvalidData } from './content/invalid-data.ts';
import { readMarkdown } from './content/markdown/read-markdown.ts';
import { readBlocks } from './content/read-blocks.ts';
import { readPicture } from './content/read-picture.ts';
import { readSheets } from './content/read-sheets.ts';
import { readSlides } from './content/read-slides.ts';
import { type Format, newReading, type Reading } from './content/reading.ts';
import { sheetsToBlocks, sheetsToSlides } from './content/sheets-to-blocks.ts';
import { slidesToBlocks } from './content/slides-to-blocks.ts';
import type { RenderControls } from './controls.ts';
import { resolveTheme } from './theme/resolve-theme.ts';

/** What is to become a file. */
export interface RenderTask {
  format: Format;
  /** The job's; the document's where it has none of its own. */
  title: string | null;
  /** As the checks have let it pass. */
  input: AnyDocumentInput;
  /** What the input refers to, by `referenceKey`. */
  files: Record<string, SpooledFile>;
  /** The day it is made, `YYYY-MM-DD`. */
  today: string;
}

/** A stored file or data set that was laid down where it can be read at will. */
export interface SpooledFile {
  path: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  /** Of a data set, whose file is NDJSON: a list of headers, and a list for each row. */
  columns?: { header: string; type: ColumnType }[];
}

/**
 * Reads an input as a workbook. What a workbook cannot carry is told of by warnings.
 *
 * @throws NothingToShow when there is neither a table nor a chart
 * @throws InvalidData when a file that was named is not what it should be
 */
export async function readWorkbook(task: RenderTask, controls: RenderControls): Promise<WorkbookContent> {
  const reading = newReading('xlsx', task.files, controls);
  return { ...(await readCommon(task, reading)), sheets: told(await sheetsOf(task, reading), reading) };
}

/** Reads an input as a document, for a page after the other. @throws InvalidData as `readWorkbook` */
export async function readDocument(task: RenderTask, controls: RenderControls): Promise<DocumentContent> {
  const reading = newReading(task.format === 'docx' ? 'docx' : 'pdf', task.files, controls);
  return { ...(await readCommon(task, reading)), blocks: told(await blocksOf(task, reading), reading) };
}

/** Reads an input as slides. @throws InvalidData as `readWorkbook` */
export async function readDeck(task: RenderTask, controls: RenderControls): Promise<DeckContent> {
  const reading = newReading('pptx', task.files, controls);
  return { ...(await readCommon(task, reading)), slides: told(await slidesOf(task, reading), reading) };
}

async function sheetsOf(task: RenderTask, reading: Reading): Promise<Sheet[]> {
  return task.input.sheets
    ? readSheets(task.input.sheets, reading)
    : blocksToSheets(await blocksOf(task, reading), reading);
}

async function blocksOf({ input }: RenderTask, reading: Reading): Promise<Block[]> {
  if (input.blocks) return readBlocks(input.blocks, '/blocks', reading);
  if (input.markdown !== undefined) return readMarkdown(input.markdown, reading);
  if (input.slides) return slidesToBlocks(await readSlides(input.slides, reading), reading);
  if (input.sheets) return sheetsToBlocks(await readSheets(input.sheets, reading), reading);
  throw new InvalidData('the input has no content');
}

async function slidesOf(task: RenderTask, reading: Reading): Promise<Slide[]> {
  const { slides, sheets } = task.input;
  if (slides) return readSlides(slides, reading);
  if (sheets) return sheetsToSlides(await readSheets(sheets, reading), reading);
  return blocksToSlides(await blocksOf(task, reading), task.title ?? task.input.metadata?.title ?? '');
}

function told<Content>(content: Content, { leftOut }: Reading): Content {
  leftOut.tell();
  return content;
}

async function readCommon(
  { input, title }: RenderTask,
  reading: Reading,
): Promise<Pick<DocumentContent, 'metadata' | 'theme'>> {
  const theme = await resolveTheme(input.theme, (source) => readPicture(source, '/theme/logo', reading));
  return { metadata: metadataOf(input.metadata ?? {}, title), theme };
}

function metadataOf(input: DocumentMetadata, title: string | null): Metadata {
  return {
    title: input.title ?? title,
    subject: input.subject ?? null,
    author: input.author ?? null,
    company: input.company ?? null,
    keywords: input.keywords ?? [],
    language: input.language === undefined ? null : (Intl.getCanonicalLocales(input.language)[0] ?? null),
  };
}
