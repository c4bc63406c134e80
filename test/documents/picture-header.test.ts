import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPictureHeader } from '../../src/documents/picture-header.ts';
import { jpegHead, png } from './some-inputs.ts';

test('the size of a PNG', () => {
  expect(readPictureHeader(png(30, 20))).toEqual({ format: 'png', width: 30, height: 20, orientation: 1 });
});

describe('JPEG', () => {
  test.each([
    [1, 300, 200],
    [3, 300, 200],
    [6, 200, 300],
    [8, 200, 300],
  ])('with the orientation %d it is seen as %d x %d', (orientation, width, height) => {
    const header = readPictureHeader(jpegHead(300, 200, { orientation }));
    expect(header).toEqual({ format: 'jpeg', width, height, orientation });
  });

  test('a coding that programs do not show', () => {
    expect(readPictureHeader(jpegHead(3, 2, { frame: 0xc3 }))).toEqual({
      problem: expect.stringMatching(/coded in a way/),
    });
  });

  test('without its end', () => {
    expect(readPictureHeader(jpegHead(3, 2).subarray(0, -2))).toEqual({
      problem: expect.stringMatching(/end is missing/),
    });
  });
});

test('a PNG whose header says 60,000 x 60,000', () => {
  const bytes = png(2, 2);
  bytes.writeUInt32BE(60_000, 16);
  expect(readPictureHeader(bytes)).toEqual({ problem: expect.stringMatching(/damaged/) });
});

test.each([
  [20_001, 1],
  [6000, 5000],
])('%d x %d pixels are too many', (width, height) => {
  expect(readPictureHeader(jpegHead(width, height))).toEqual({
    problem: expect.stringMatching(/pixels; at most 25 million/),
  });
});

test('bytes of any kind get an answer, and a cut or changed PNG is never taken for whole', () => {
  const whole = png(5, 4);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readPictureHeader(bytes)));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(readPictureHeader(changed)).toHaveProperty('problem');
      expect(readPictureHeader(whole.subarray(0, at))).toHaveProperty('problem');
    }),
  );
  const jpeg = jpegHead(300, 200);
  fc.assert(
    fc.property(fc.nat(jpeg.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(jpeg);
      changed[at] = value;
      readPictureHeader(changed);
    }),
  );
});
