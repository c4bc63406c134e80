import type { NewJob, PressroomClient } from '../../client/index.ts';

export type Format = 'pdf' | 'document' | 'presentation' | 'spreadsheet';

export const FORMATS: readonly { format: Format; label: string }[] = [
  { format: 'pdf', label: 'PDF' },
  { format: 'document', label: 'Word document' },
  { format: 'presentation', label: 'Presentation' },
  { format: 'spreadsheet', label: 'Spreadsheet' },
];

/** The longest name that a sheet may have, and what may not be in it. */
const SHEET_NAME_CHARS = 31;
const NOT_IN_SHEET_NAMES = /[[\]:*?/\\]/g;

/** The job that makes a document of a text, or a workbook of a file with a table. A file is uploaded first. */
export async function documentJob(
  client: PressroomClient,
  format: Format,
  title: string,
  source: string | File,
): Promise<Pick<NewJob, 'type' | 'input' | 'title'>> {
  const named = title === '' ? {} : { title };
  if (typeof source === 'string') return { type: format, ...named, input: { markdown: source } };
  const { id } = await client.upload(source);
  const name = source.name.replace(/\.[^.]*$/, '');
  return {
    type: format,
    ...(title === '' ? { title: name } : named),
    input: { sheets: [{ name: sheetName(name), from: { uploadId: id } }] },
  };
}

function sheetName(fileName: string): string {
  const name = fileName
    .replaceAll(NOT_IN_SHEET_NAMES, ' ')
    .trim()
    .slice(0, SHEET_NAME_CHARS)
    .replaceAll(/^'+|'+$/g, '');
  return name === '' ? 'Sheet 1' : name;
}
