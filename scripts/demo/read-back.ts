import { strFromU8, unzipSync } from 'fflate';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import readExcel from 'read-excel-file/node';

/** What a parser that did not write the file finds in it. */
export interface ReadBack {
  sheets?: { name: string; rows: unknown[][] }[];
  text?: string;
}

export async function readBack(type: string, bytes: Uint8Array): Promise<ReadBack> {
  switch (type) {
    case 'spreadsheet':
      return readWorkbook(bytes);
    case 'pdf':
      return { text: await readPdf(bytes) };
    case 'document':
      return { text: readParts(bytes, /^word\/document\.xml$/) };
    case 'presentation':
      return { text: readParts(bytes, /^ppt\/slides\/slide\d+\.xml$/) };
    default:
      throw new Error(`no parser for ${type}`);
  }
}

async function readWorkbook(bytes: Uint8Array): Promise<ReadBack> {
  const sheets = await readExcel(Buffer.from(bytes));
  return { sheets: sheets.map(({ sheet, data }) => ({ name: sheet, rows: data })) };
}

async function readPdf(bytes: Uint8Array): Promise<string> {
  const task = getDocument({ data: bytes.slice(), useSystemFonts: false });
  const pdf = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  await task.destroy();
  return pages.join('\n');
}

/** The text of an Office Open XML file: its runs, a space between paragraphs. */
function readParts(bytes: Uint8Array, part: RegExp): string {
  const files = unzipSync(bytes, { filter: (file) => part.test(file.name) });
  return Object.values(files)
    .map((xml) =>
      strFromU8(xml)
        .replaceAll(/<\/(w|a):p>/g, ' ')
        .replaceAll(/<[^>]+>/g, ''),
    )
    .map(decodeEntities)
    .join(' ');
}

function decodeEntities(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => named[name] ?? '');
}
