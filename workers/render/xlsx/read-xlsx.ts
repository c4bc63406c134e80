import type { Scalar } from '../../../src/documents/model.ts';
import { FileFormatError } from '../ooxml/file-format-error.ts';
import { partText } from '../ooxml/office-parts.ts';
import { asFormatError, isSystemError, openZip, type OpenZip } from '../ooxml/read-zip.ts';
import { numberKinds } from './date-formats.ts';
import { sharedTexts } from './shared-texts.ts';
import { sheetRows } from './sheet-rows.ts';
import {
  eachTag,
  type FoundSheet,
  type FoundWorkbook,
  localName,
  partPath,
  readWorkbook,
  relationshipsPath,
} from './workbook-sheets.ts';

/** A sheet is streamed: it may be large. */
const MAX_FILE_BYTES = 1024 ** 3;
/** The parts that are read whole. */
const MAX_STYLES_BYTES = 32 * 1024 * 1024;

/** Which sheet (by its name; the first if left out), and when to stop. */
export interface ReadXlsxOptions {
  sheet?: string;
  signal: AbortSignal;
}

/**
 * The rows of a sheet of an xlsx file on a disk, top to bottom, read while they are taken. Dates are `YYYY-MM-DD`, times
 * RFC 3339 in UTC; a formula is its stored result, an error its text (`#N/A`); cells without content are null and rows
 * without cells are empty. Rows end with their last cell. Memory is bounded: texts that cells share may have 64 MB.
 *
 * @throws FileFormatError for what is no such file, is damaged, has no such sheet, or is larger than is read
 */
export async function* readXlsxRows(path: string, { sheet, signal }: ReadXlsxOptions): AsyncGenerator<Scalar[]> {
  signal.throwIfAborted();
  const zip = await openZip(path, { totalBytes: MAX_FILE_BYTES });
  try {
    const { workbook, stylesPath, textsPath } = await findParts(zip);
    const found = chosenSheet(workbook, sheet);
    const kinds = stylesPath === null ? [] : numberKinds(await smallPart(zip, stylesPath));
    const texts = textsPath === null ? [] : await sharedTexts(await zip.stream(textsPath), signal);
    yield* sheetRows(await zip.stream(found.path), { kinds, texts, from1904: workbook.from1904 }, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : isSystemError(error) ? error : asFormatError(error);
  } finally {
    zip.close();
  }
}

interface Parts {
  workbook: FoundWorkbook;
  stylesPath: string | null;
  textsPath: string | null;
}

async function findParts(zip: OpenZip): Promise<Parts> {
  const workbookPath = (await targets(zip, '', '_rels/.rels')).get('officeDocument');
  if (workbookPath === undefined || !zip.paths.includes(workbookPath)) {
    throw new FileFormatError('The file is no workbook.');
  }
  const relationships = relationshipsPath(workbookPath);
  const others = await targets(zip, workbookPath, relationships);
  const there = (path: string | undefined): string | null => (path && zip.paths.includes(path) ? path : null);
  return {
    workbook: readWorkbook(workbookPath, await smallPart(zip, workbookPath), await smallPart(zip, relationships)),
    stylesPath: there(others.get('styles')),
    textsPath: there(others.get('sharedStrings')),
  };
}

/** Where the relationships of a part lead to, by the last word of their type. */
async function targets(zip: OpenZip, from: string, path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  eachTag(await smallPart(zip, path), ({ name, attributes }) => {
    if (localName(name) !== 'Relationship') return;
    found.set((attributes.Type ?? '').replace(/^.*\//, ''), partPath(from, attributes.Target ?? ''));
  });
  return found;
}

function chosenSheet({ sheets }: FoundWorkbook, wanted: string | undefined): FoundSheet {
  const found =
    wanted === undefined ? sheets[0] : sheets.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  throw new FileFormatError(
    wanted === undefined ? 'The workbook has no sheet.' : `The workbook has no sheet "${wanted}"; it has ${names}.`,
  );
}

async function smallPart(zip: OpenZip, path: string): Promise<string> {
  const content = await zip.read(path);
  if (content.length > MAX_STYLES_BYTES) throw new FileFormatError(`The part "${path}" of the file is too large.`);
  const text = partText(content);
  if (text.includes('<!DOCTYPE')) throw new FileFormatError(`The part "${path}" of the file has a document type.`);
  return text;
}
