const [START_OF_SCAN, END_OF_IMAGE, APP1] = [0xda, 0xd9, 0xe1];
/** Baseline, extended and progressive: what office programs and PDF readers show. */
const SHOWN_FRAMES = [0xc0, 0xc1, 0xc2];
/** From here on an orientation lays the picture on its side (EXIF 2.3, tag 0x0112). */
const FIRST_TURNED = 5;
const ORIENTATION = 0x0112;
/** The parts of JPEGs are known, but between them may be filling bytes. */
const MAX_SEGMENTS = 10_000;

/** The size of a JPEG in pixels, as it is to be seen; a text says what is wrong with it. No pixel is decoded. */
export function jpegHeader(bytes: Buffer): { width: number; height: number; orientation: number } | string {
  let size: { width: number; height: number } | null = null;
  let orientation = 1;
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count += 1) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || at + 4 > bytes.length) return 'its end is missing';
    if (marker === START_OF_SCAN) break;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) return 'its end is missing';
    const segment = bytes.subarray(at + 4, end);
    if (isFrame(marker)) {
      if (!SHOWN_FRAMES.includes(marker) || segment.length < 6) return 'it is coded in a way that programs do not show';
      size = { width: segment.readUInt16BE(3), height: segment.readUInt16BE(1) };
    }
    if (marker === APP1 && orientation === 1) orientation = orientationOf(segment);
    at = end;
  }
  if (!size || size.width === 0 || size.height === 0) return 'its header is not valid';
  // Some cameras and programs write a few bytes behind the end.
  if (bytes.lastIndexOf(Buffer.from([0xff, END_OF_IMAGE])) < at) return 'its end is missing';
  const { width, height } = size;
  return orientation >= FIRST_TURNED ? { width: height, height: width, orientation } : { width, height, orientation };
}

/** Of C0 to CF all but the tables (C4, CC) and the extension (C8) begin a frame. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** 1 to 8 as EXIF numbers them; 1, which is upright, when nothing is said. */
function orientationOf(segment: Buffer): number {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0') return 1;
  const tiff = segment.subarray(6);
  if (tiff.length < 8) return 1;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = short(directory);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > tiff.length) return 1;
    if (short(entry) === ORIENTATION) return inRange(short(entry + 8));
  }
  return 1;
}

function inRange(orientation: number): number {
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}
