import { jpegHeader } from './jpeg-header.ts';
import { pngHeader } from './png-header.ts';

/** What the header of a picture says of it. */
export interface PictureHeader {
  format: 'png' | 'jpeg';
  /** In pixels, as it is to be seen: turned as its EXIF orientation says. */
  width: number;
  height: number;
  /** How the pixels lie, 1 (upright) to 8, as EXIF numbers it: 3 upside down, 6 and 8 on a side. */
  orientation: number;
}

/** Larger ones take more memory to show than they are worth: a page of A3 at 300 pixels to the inch has 17 million. */
export const MAX_PICTURE_PIXELS = 25_000_000;
/** On one side. */
export const MAX_PICTURE_SIDE = 20_000;

/**
 * Reads the header of a PNG or JPEG, whatever its name says, and sees that the file is whole; no pixel is decoded. A
 * `problem` is a sentence for people, without its subject.
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | { problem: string } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = view.subarray(0, 8).equals(PNG_SIGNATURE);
  if (!isPng && view.subarray(0, 3).toString('hex') !== 'ffd8ff') return { problem: 'is neither a PNG nor a JPEG' };
  const format = isPng ? 'png' : 'jpeg';
  const size = isPng ? pngHeader(view) : jpegHeader(view);
  if (typeof size === 'string') return { problem: `is no whole ${format.toUpperCase()}: ${size}` };
  const { width, height, orientation } = size;
  if (width > MAX_PICTURE_SIDE || height > MAX_PICTURE_SIDE || width * height > MAX_PICTURE_PIXELS) {
    return {
      problem:
        `has ${width} x ${height} pixels; at most ${MAX_PICTURE_PIXELS / 1e6} million ` +
        `and ${MAX_PICTURE_SIDE} a side are shown`,
    };
  }
  return { format, width, height, orientation };
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
