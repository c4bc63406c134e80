import { isStorable } from './column-types.ts';
import { invalidFile } from './invalid-file.ts';
import { excerpt, MAX_FILE_COLUMNS, MAX_HEADER_CHARS } from './table.ts';

/**
 * The headers of a file, without the spaces around them. Each column has one and no two are the same: else nobody could
 * say which column is meant.
 *
 * @throws PermanentJobError
 */
export function checkedHeaders(cells: string[]): string[] {
  if (cells.length > MAX_FILE_COLUMNS)
    throw invalidFile(`The file has ${cells.length} columns; at most ${MAX_FILE_COLUMNS} can be read.`);
  const headers = cells.map((cell) => cell.trim());
  const seen = new Map<string, number>();
  for (const [index, header] of headers.entries()) {
    if (header === '') throw invalidFile(`Column ${index + 1} has no header.`);
    if (header.length > MAX_HEADER_CHARS || !isStorable(header))
      throw invalidFile(`The header of column ${index + 1} is too long or has characters that cannot be stored.`);
    const twin = seen.get(header);
    if (twin !== undefined)
      throw invalidFile(`Columns ${twin + 1} and ${index + 1} have the same header "${excerpt(header)}".`);
    seen.set(header, index);
  }
  return headers;
}
