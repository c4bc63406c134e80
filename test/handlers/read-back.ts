import { strFromU8, unzipSync } from 'fflate';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The parts of an office file (a zip of XML), by name. */
export function officeParts(bytes: Uint8Array): Map<string, string> {
  const parts = Object.entries(unzipSync(new Uint8Array(bytes)));
  return new Map(parts.map(([name, content]) => [name, strFromU8(content)]));
}

/** The words of each paragraph in a part of an office file; a line break inside one is a line feed. */
export function paragraphTexts(xml: string): string[] {
  return [...xml.matchAll(/<([aw]):p(?: [^>]*)?>(.*?)<\/\1:p>/gs)].map(([, , content = '']) => textOf(content));
}

/** The words of each cell of each row, of all tables in a part of an office file. */
export function tableRows(xml: string): string[][] {
  const rows = [...xml.matchAll(/<([aw]):tr(?: [^>]*)?>(.*?)<\/\1:tr>/gs)].map(([, , row = '']) => row);
  return rows.map((row) =>
    [...row.matchAll(/<([aw]):tc(?: [^>]*)?>(.*?)<\/\1:tc>/gs)].map(([, , cell = '']) => textOf(cell)),
  );
}

/** A PDF as another program reads it: the text of each page, in drawing order, and its title. */
export async function readPdf(bytes: Uint8Array): Promise<{ pages: string[]; title: unknown }> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join('\n'));
  }
  const { info } = await document.getMetadata();
  await task.destroy();
  return { pages, title: (info as { Title?: string }).Title };
}

/** All white space as single blanks: where a line ends is the layout's affair. */
export function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(xml: string): string {
  const pieces = xml.matchAll(/<[aw]:(br)\b[^>]*\/>|<[aw]:t(?: [^>]*)?>([^<]*)<\/[aw]:t>/g);
  return [...pieces].map(([, lineBreak, text]) => (lineBreak ? '\n' : unescaped(text ?? ''))).join('');
}

function unescaped(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
}
