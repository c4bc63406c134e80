import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { decode, type DecodedPng } from 'fast-png';
import type { FileObject, PdfFile } from './pdf-file.ts';

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const OPAQUE = 255;
const inflated = promisify(inflate);
const deflated = promisify(deflate);

interface PngParts {
  width: number;
  height: number;
  depth: number;
  colorType: number;
  isInterlaced: boolean;
  palette: Uint8Array | null;
  isTransparent: boolean;
  data: Buffer;
}

/**
 * Puts a PNG into the file. Its compressed rows are taken as they are where a PDF can read them; otherwise (an alpha
 * channel, transparent colours, interlacing) it is decoded, and its alpha becomes a mask.
 *
 * @throws if it is not a PNG that can be decoded
 */
export async function addPng(file: PdfFile, bytes: Uint8Array): Promise<FileObject> {
  const png = partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!png.isInterlaced && !png.isTransparent && png.colorType < 4) return addRows(file, png);
  return addPixels(file, decode(bytes, { checkCrc: false }));
}

async function addRows(
  file: PdfFile,
  { width, height, depth, colorType, palette, data }: PngParts,
): Promise<FileObject> {
  const colors = CHANNELS[colorType] ?? 1;
  const rowBytes = 1 + Math.ceil((width * colors * depth) / 8);
  const rows = await inflated(data, { maxOutputLength: rowBytes * height + 1 });
  if (rows.length !== rowBytes * height) throw new Error('the PNG has too few rows');
  const object = file.newObject({
    ...imageData(width, height, depth),
    ColorSpace: await colorSpace(file, colors, palette),
    Filter: 'FlateDecode',
    // The filters of PNG's rows (ISO 32000-1, 7.4.4.4).
    DecodeParms: { Predictor: 15, Colors: colors, BitsPerComponent: depth, Columns: width },
  });
  object.write(data);
  object.end();
  return object;
}

async function colorSpace(file: PdfFile, colors: number, palette: Uint8Array | null): Promise<unknown> {
  if (palette === null) return colors === 1 ? 'DeviceGray' : 'DeviceRGB';
  const object = file.newObject({});
  object.write(palette);
  object.end();
  return ['Indexed', 'DeviceRGB', palette.length / 3 - 1, object];
}

async function addPixels(file: PdfFile, png: DecodedPng): Promise<FileObject> {
  const { width, height } = png;
  const { colors, alpha } = separated(png);
  const mask = file.newObject({ ...imageData(width, height, 8), ColorSpace: 'DeviceGray', Filter: 'FlateDecode' });
  mask.write(await deflated(alpha));
  mask.end();
  const object = file.newObject({
    ...imageData(width, height, 8),
    ColorSpace: 'DeviceRGB',
    Filter: 'FlateDecode',
    SMask: mask,
  });
  object.write(await deflated(colors));
  object.end();
  return object;
}

function imageData(width: number, height: number, depth: number): Record<string, unknown> {
  return { Type: 'XObject', Subtype: 'Image', Width: width, Height: height, BitsPerComponent: depth };
}

/** Eight bits a colour, and the alpha of every pixel. */
function separated(png: DecodedPng): { colors: Uint8Array; alpha: Uint8Array } {
  const pixels = png.width * png.height;
  const colors = new Uint8Array(pixels * 3);
  const alpha = new Uint8Array(pixels).fill(OPAQUE);
  const read = png.palette ? paletteReader(png, png.palette) : channelReader(png);
  for (let at = 0; at < pixels; at += 1) read(at, colors, alpha);
  return { colors, alpha };
}

type PixelReader = (at: number, colors: Uint8Array, alpha: Uint8Array) => void;

function paletteReader({ data, width, depth }: DecodedPng, palette: readonly number[][]): PixelReader {
  const rowBytes = Math.ceil((width * depth) / 8);
  return (at, colors, alpha) => {
    const column = at % width;
    const byte = data[Math.floor(at / width) * rowBytes + ((column * depth) >> 3)] ?? 0;
    const index = (byte >> (8 - depth - ((column * depth) & 7))) & ((1 << depth) - 1);
    const [red = 0, green = 0, blue = 0, opacity = OPAQUE] = palette[index] ?? [];
    colors.set([red, green, blue], at * 3);
    alpha[at] = opacity;
  };
}

function channelReader({ data, channels, depth, transparency, width }: DecodedPng): PixelReader {
  const isGray = channels < 3;
  const hasAlpha = channels === 2 || channels === 4;
  const rowBytes = Math.ceil((width * channels * depth) / 8);
  const value = (at: number, channel: number): number => {
    if (depth >= 8) return data[at * channels + channel] ?? 0;
    const bit = (at % width) * depth;
    const byte = data[Math.floor(at / width) * rowBytes + (bit >> 3)] ?? 0;
    return (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  };
  const scale = depth === 16 ? 1 / 257 : 255 / ((1 << Math.min(depth, 8)) - 1);
  return (at, colors, alpha) => {
    const own = isGray ? [value(at, 0)] : [value(at, 0), value(at, 1), value(at, 2)];
    for (let color = 0; color < 3; color += 1) colors[at * 3 + color] = (own[isGray ? 0 : color] ?? 0) * scale;
    if (hasAlpha) alpha[at] = value(at, channels - 1) * scale;
    else if (transparency && own.every((color, channel) => color === transparency[channel])) alpha[at] = 0;
  };
}

/** What the file is made of (PNG, section 5). */
function partsOf(bytes: Buffer): PngParts {
  const data: Buffer[] = [];
  let palette: Uint8Array | null = null;
  let isTransparent = false;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const content = bytes.subarray(at + 8, at + 8 + length);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'PLTE') palette = content;
    if (name === 'tRNS') isTransparent = true;
    if (name === 'IDAT') data.push(content);
    if (name === 'IEND') break;
    at += length + 12;
  }
  const colorType = bytes.readUInt8(25);
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    depth: bytes.readUInt8(24),
    colorType,
    isInterlaced: bytes.readUInt8(28) !== 0,
    palette: colorType === 3 ? palette : null,
    isTransparent,
    data: Buffer.concat(data),
  };
}
