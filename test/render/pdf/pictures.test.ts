import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import type { Block, Picture } from '../../../workers/render/content/content.ts';
import { documentOf, madePdf, paragraph } from './made-pdf.ts';
import { readPdf } from './read-pdf.ts';

const [WIDTH, HEIGHT] = [40, 20];

/** A picture that changes from pixel to pixel. */
function png(channels: 1 | 2 | 3 | 4): Uint8Array {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, at) => (at * 7) % 256);
  return encode({ width: WIDTH, height: HEIGHT, data, depth: 8, channels });
}

function pictureOf(bytes: Uint8Array, key: string, format: Picture['format'] = 'png'): Picture {
  return { key, format, width: WIDTH, height: HEIGHT, load: async () => bytes };
}

function image(picture: Picture, changes: Partial<Extract<Block, { type: 'image' }>> = {}): Block {
  return { type: 'image', picture, alt: 'a description', caption: null, widthShare: null, ...changes };
}

/** The dictionaries of the pictures in a file, the masks of others left out. */
function storedPictures(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const dictionaries = text.match(/<<[^>]*\/Subtype \/Image[\s\S]*?>>\nstream/g) ?? [];
  const masks = new Set([...text.matchAll(/\/SMask (\d+) 0 R/g)].map(([, id]) => id));
  return dictionaries.filter((_, at) => at >= masks.size);
}

describe('pictures', () => {
  test('of every kind are drawn, each stored once however often it is shown', async () => {
    const pictures = ([1, 2, 3, 4] as const).map((channels) => image(pictureOf(png(channels), `c${channels}`)));
    const { bytes, warnings } = await madePdf(documentOf([...pictures, ...pictures, ...pictures]));
    expect(warnings).toEqual([]);
    expect(storedPictures(bytes)).toHaveLength(4);
    expect((await readPdf(bytes)).pages).toHaveLength(1);
  });

  test('are as large as asked, no wider than the text and no higher than a page', async () => {
    const tall = { ...pictureOf(png(3), 'tall'), width: 100, height: 4000 };
    const blocks = [
      image(pictureOf(png(3), 'a'), { widthShare: 0.5 }),
      image(pictureOf(png(3), 'a')),
      image(tall, { caption: [{ text: 'below' }] }),
    ];
    const { bytes } = await madePdf(documentOf(blocks));
    const { pages } = await readPdf(bytes);
    expect(pages).toHaveLength(2);
    expect(pages[1]?.text).toBe('below');
    expect(pages[1]?.items[0]?.top).toBeLessThan(841.89 - 71);
  });

  test.each([
    ['a PNG that ends too early', png(3).slice(0, 120), 'png'],
    ['a PNG with too few rows', shortPng(), 'png'],
    ['a JPEG without a picture', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0), 'jpeg'],
    ['something else', Buffer.from('<svg/>'), 'png'],
  ] as const)('%s is told of, and its description stands there', async (_, broken, format) => {
    const blocks = [image(pictureOf(broken, 'broken', format)), paragraph('after')];
    const { bytes, warnings } = await madePdf(documentOf(blocks));
    expect(warnings.map(({ code }) => code)).toEqual(['image-not-shown']);
    expect((await readPdf(bytes)).pages[0]?.text).toBe('a description after');
  });
});

/** Says that it has twenty rows, and has one. */
function shortPng(): Uint8Array {
  const whole = Buffer.from(png(3));
  const start = whole.indexOf('IDAT') - 4;
  const data = deflateSync(Buffer.alloc(1 + WIDTH * 3));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const chunk = Buffer.concat([length, Buffer.from('IDAT'), data, Buffer.alloc(4)]);
  return Buffer.concat([whole.subarray(0, start), chunk, whole.subarray(-12)]);
}
