import { crc32 } from 'node:zlib';

const FIRST_CHUNK = 8;
/** Allowed bit depths by colour type (PNG specification, 11.2.1). */
const DEPTHS: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };

/** The size of a PNG in pixels; a text says what is wrong with it. Goes from chunk to chunk; pixels stay compressed. */
export function pngHeader(bytes: Buffer): { width: number; height: number; orientation: number } | string {
  const seen = new Set<string>();
  for (let at = FIRST_CHUNK; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) return 'its end is missing';
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return `its part ${at} is damaged`;
    seen.add(type);
    if (at === FIRST_CHUNK && (type !== 'IHDR' || length !== 13)) return 'it has no header';
    if (type === 'IEND') return seen.has('IDAT') ? sizeOf(bytes) : 'it has no pixels';
    at = end;
  }
  return 'its end is missing';
}

function sizeOf(bytes: Buffer): { width: number; height: number; orientation: number } | string {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth = 0, colorType = 0, compression, filter, interlace = 0] = bytes.subarray(24, 29);
  const isKnown = DEPTHS[colorType]?.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  if (!isKnown || width === 0 || height === 0) return 'its header is not valid';
  return { width, height, orientation: 1 };
}
