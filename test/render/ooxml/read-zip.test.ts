import { expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { FileFormatError } from '../../../workers/render/ooxml/file-format-error.ts';
import { partText, readOfficeParts } from '../../../workers/render/ooxml/office-parts.ts';
import { openZip } from '../../../workers/render/ooxml/read-zip.ts';
import { TemplateError } from '../../../workers/render/ooxml/template-error.ts';

const LIMITS = { totalBytes: 10 * 1024 * 1024 };
const bytes = (text: string): Uint8Array => Buffer.from(text);

function zip(files: Record<string, string | Uint8Array>): Buffer {
  const entries = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === 'string' ? bytes(content) : content,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

/** The zip with one text replaced by another of the same length, wherever it stands. */
function patched(file: Buffer, from: string, to: string): Buffer {
  return Buffer.from(file.toString('latin1').replaceAll(from, to), 'latin1');
}

async function fault(file: Uint8Array): Promise<string> {
  const error = await openZip(file, LIMITS).then(
    (open) => open.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FileFormatError);
  return (error as Error).message;
}

test('the entries are read whole and as streams', async () => {
  const open = await openZip(zip({ 'a.xml': '<a/>', 'b/c.xml': 'x'.repeat(100_000) }), LIMITS);
  expect(open.paths).toEqual(['a.xml', 'b/c.xml']);
  expect((await open.read('a.xml')).toString()).toBe('<a/>');
  const pieces: Buffer[] = [];
  for await (const piece of await open.stream('b/c.xml')) pieces.push(piece as Buffer);
  expect(Buffer.concat(pieces).toString()).toBe('x'.repeat(100_000));
  await expect(open.read('none')).rejects.toThrow('The file lacks its part "none".');
  open.close();
});

test('what is no zip is refused', async () => {
  expect(await fault(bytes('not a zip'))).toBe('The file is no zip file, as office files are.');
  expect(await fault(new Uint8Array())).toBe('The file is no zip file, as office files are.');
  const cut = zip({ a: 'x' });
  expect(await fault(cut.subarray(0, cut.length - 10))).toMatch(/no zip file/);
});

test.each(['../up.xml', '/root.xml', 'C:/drive.xml', 'a\\b.xml'])('the name %s is refused', async (name) => {
  expect(await fault(zip({ [name]: 'x' }))).toMatch(/^The file is damaged: /);
});

test('a name that is there twice is refused, also in other letters', async () => {
  expect(await fault(patched(zip({ 'one.xml': 'x', 'two.xml': 'y' }), 'two.xml', 'ONE.xml'))).toBe(
    'The file holds "ONE.xml" twice.',
  );
});

test('encryption is refused', async () => {
  const file = zip({ 'a.xml': 'x' });
  const central = file.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  file.writeUInt16LE(file.readUInt16LE(central + 8) | 1, central + 8);
  expect(await fault(file)).toBe('The file is encrypted; it cannot be read.');
});

test('too many entries, too many bytes and too much compression are refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`f${at}`, '']));
  expect(await fault(zip(many))).toBe('The file holds more than 10000 files.');
  const random = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251));
  const large = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, random]));
  expect(await fault(zip(large))).toBe('The file is larger than 10 MB when it is decompressed.');
  expect(await fault(zip({ bomb: new Uint8Array(9 * 1024 * 1024) }))).toBe(
    'The file is compressed more than 200 to 1, as no document is.',
  );
});

test('a size that is a lie is found out while the entry is read', async () => {
  const file = zip({ 'a.xml': 'x'.repeat(5000) });
  const central = file.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  file.writeUInt32LE(10, central + 24);
  const open = await openZip(file, LIMITS);
  await expect(open.read('a.xml')).rejects.toThrow(FileFormatError);
  open.close();
});

test('a template has neither macros nor document types', async () => {
  const parts = { '[Content_Types].xml': '<Types/>' };
  expect([...(await readOfficeParts(zip({ ...parts, 'a.xml': '<a/>' }))).keys()]).toEqual([
    '[Content_Types].xml',
    'a.xml',
  ]);
  const refused = async (files: Record<string, string>): Promise<void> => {
    await expect(readOfficeParts(zip(files))).rejects.toThrow(TemplateError);
  };
  await refused({ 'a.xml': '<a/>' });
  await refused({ ...parts, 'xl/vbaProject.bin': 'x' });
  await refused({ ...parts, 'a.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' });
  await expect(readOfficeParts(bytes('x'))).rejects.toThrow('The template is no zip file, as office files are.');
});

test('parts in UTF-16 are read, and their document types are seen', async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<!DOCTYPE ü>', 'utf16le')]);
  expect(partText(utf16)).toBe('<!DOCTYPE ü>');
  await expect(readOfficeParts(zip({ '[Content_Types].xml': '<Types/>', 'a.xml': utf16 }))).rejects.toThrow(
    TemplateError,
  );
});
