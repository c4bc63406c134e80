import type { NewJob, PressroomClient } from '../../client/index.ts';

/** What a workbook can be made from, by the ends of file names. */
export const TABLE_FILES = '.csv,.tsv,.ndjson,.jsonl,.xlsx,text/csv';
const MAX_SHEET_NAME_CHARS = 31;
const MAX_TITLE_CHARS = 200;

/** Sends a table in and asks for a workbook of it. @returns the id of the job @throws PressroomError */
export async function workbookFrom(client: PressroomClient, file: File): Promise<string> {
  const upload = await client.upload(file, { name: file.name, mediaType: file.type || 'text/csv' });
  const title = file.name.replace(/\.[^.]+$/, '').slice(0, MAX_TITLE_CHARS) || 'Table';
  const job = {
    type: 'spreadsheet',
    title,
    input: { sheets: [{ name: sheetName(title), from: { uploadId: upload.id } }] },
  };
  return (await client.create(job as NewJob)).id;
}

/** A name that a workbook may have on a tab. */
function sheetName(title: string): string {
  const allowed = title
    .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .replace(/^'+|'+$/g, '')
    .trim();
  return Array.from(allowed).slice(0, MAX_SHEET_NAME_CHARS).join('').trim() || 'Table';
}
