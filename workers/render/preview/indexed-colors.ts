/** A picture in at most 256 colours. */
export interface IndexedColors {
  /** For each pixel, a place in the palette. */
  indexes: Uint8Array;
  /** Red, green, blue. */
  palette: number[][];
}

const MAX_COLORS = 256;
/** Colours that differ by less than this are one: the edges of letters alone have hundreds of shades. */
const BITS = 5;
const BINS = 1 << (3 * BITS);

/** Pixels of nearly the same colour, and the sums of their channels. */
interface Bin {
  id: number;
  pixels: number;
  sums: [number, number, number];
}

/**
 * A picture's pixels (red, green, blue, alpha) with as many colours as an indexed PNG can have: a page of text and charts
 * takes a third of the bytes and looks the same. Where 256 are too few, the median cut decides which are one.
 */
export function indexedColors(pixels: Uint8Array): IndexedColors {
  const boxes = boxesOf(binsOf(pixels));
  const places = new Uint8Array(BINS);
  for (const [place, box] of boxes.entries()) for (const { id } of box) places[id] = place;
  const indexes = new Uint8Array(pixels.length / 4);
  for (let pixel = 0; pixel < indexes.length; pixel += 1) indexes[pixel] = places[binAt(pixels, pixel * 4)] ?? 0;
  return { indexes, palette: boxes.map(averageOf) };
}

function binAt(pixels: Uint8Array, at: number): number {
  const drop = 8 - BITS;
  const channel = (offset: number): number => (pixels[at + offset] ?? 0) >> drop;
  return (channel(0) << (2 * BITS)) | (channel(1) << BITS) | channel(2);
}

function binsOf(pixels: Uint8Array): Bin[] {
  const bins = new Map<number, Bin>();
  for (let at = 0; at < pixels.length; at += 4) {
    const id = binAt(pixels, at);
    let bin = bins.get(id);
    if (!bin) bins.set(id, (bin = { id, pixels: 0, sums: [0, 0, 0] }));
    bin.pixels += 1;
    bin.sums[0] += pixels[at] ?? 0;
    bin.sums[1] += pixels[at + 1] ?? 0;
    bin.sums[2] += pixels[at + 2] ?? 0;
  }
  return [...bins.values()];
}

/** Bins that get one place in the palette. */
interface Box {
  bins: Bin[];
  /** In which they differ most. */
  channel: Channel;
  /** What dividing it would win; one colour cannot be divided. */
  weight: number;
}

type Channel = 0 | 1 | 2;

/** The median cut: the box whose colours differ most is divided where half of its pixels are, until there are enough. */
function boxesOf(bins: Bin[]): Bin[][] {
  if (bins.length <= MAX_COLORS) return bins.map((bin) => [bin]);
  const boxes = [boxOf(bins)];
  while (boxes.length < MAX_COLORS) {
    const widest = boxes.reduce((found, box) => (box.weight > found.weight ? box : found));
    boxes.splice(boxes.indexOf(widest), 1, ...divided(widest).map(boxOf));
  }
  return boxes.map((box) => box.bins);
}

function boxOf(bins: Bin[]): Box {
  const ranges = ([0, 1, 2] as const).map((channel) => {
    const levels = bins.map((bin) => level(bin, channel));
    return { channel, range: Math.max(...levels) - Math.min(...levels) };
  });
  const { channel, range } = ranges.reduce((widest, next) => (next.range > widest.range ? next : widest));
  return { bins, channel, weight: bins.length === 1 ? -1 : range * Math.sqrt(pixelsOf(bins)) };
}

function divided({ bins, channel }: Box): Bin[][] {
  const sorted = [...bins].sort((a, b) => level(a, channel) - level(b, channel));
  const half = pixelsOf(bins) / 2;
  let before = 0;
  const cut = sorted.findIndex(({ pixels }) => (before += pixels) >= half);
  const at = Math.min(Math.max(cut, 1), sorted.length - 1);
  return [sorted.slice(0, at), sorted.slice(at)];
}

function level({ sums, pixels }: Bin, channel: Channel): number {
  return sums[channel] / pixels;
}

function pixelsOf(bins: Bin[]): number {
  return bins.reduce((sum, { pixels }) => sum + pixels, 0);
}

function averageOf(bins: Bin[]): number[] {
  const pixels = pixelsOf(bins);
  return ([0, 1, 2] as const).map((channel) =>
    Math.round(bins.reduce((sum, { sums }) => sum + sums[channel], 0) / pixels),
  );
}
