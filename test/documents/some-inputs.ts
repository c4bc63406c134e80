import { encode } from 'fast-png';
import { checkInput } from '../../src/documents/input-checks.ts';
import type { Block, JobInputs, Sheet, TableBlock } from '../../src/documents/model.ts';

export const ID = '019aa5c2-9e00-7d01-8a44-2c6b9f0d1e03';
export const OTHER_ID = '019aa5c2-9e00-7d01-8a44-2c6b9f0d1e04';

/** The faults as lines of `pointer: detail`. */
export function faultsOf<Type extends keyof JobInputs>(type: Type, input: JobInputs[Type]): string[] {
  return checkInput(type, input).map(({ pointer, detail }) => `${pointer}: ${detail}`);
}

/** Of a workbook with this one sheet, as lines without the pointer of the sheet. */
export function sheetFaults(sheet: Partial<Sheet>): string[] {
  const rows = sheet.records || sheet.csv !== undefined || sheet.from ? {} : { rows: [] };
  return faultsOf('spreadsheet', { sheets: [{ name: 'S', ...rows, ...sheet }] }).map((line) =>
    line.replace('/sheets/0', ''),
  );
}

/** Of a document with this one block, as lines without the pointer of the block. */
export function blockFaults(block: Block): string[] {
  return faultsOf('document', { blocks: [block] }).map((line) => line.replace('/blocks/0', ''));
}

export function tableFaults(table: Partial<TableBlock>): string[] {
  return blockFaults({ type: 'table', ...table } as TableBlock);
}

/** A picture of one colour. */
export function png(width: number, height: number): Buffer {
  return Buffer.from(encode({ width, height, data: new Uint8Array(width * height * 3).fill(120), channels: 3 }));
}

/** A JPEG as far as its header goes; its pixels are nonsense. */
export function jpegHead(width: number, height: number, { orientation = 1, frame = 0xc0 } = {}): Buffer {
  const size = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 17, 0, 2, 17, 0, 3, 17, 0]);
  const tiff = Buffer.from('49492a0008000000010012010300010000000000000000000000', 'hex');
  tiff.writeUInt16LE(orientation, 18);
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])),
    segment(frame, size),
    segment(0xda, Buffer.from('0301000211031100 3f00'.replace(' ', ''), 'hex')),
    Buffer.from('00112233ffd9', 'hex'),
  ]);
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}
