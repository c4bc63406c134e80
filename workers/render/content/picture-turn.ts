import type { Picture } from './content.ts';

/** How the pixels of a file are laid so that the picture is upright: first in a mirror, then turned. */
export interface PictureTurn {
  /** Left and right change places. */
  isMirrored: boolean;
  /** Turns clockwise by 90 degrees. */
  quarters: 0 | 1 | 2 | 3;
  /** Width and height change places. */
  isOnItsSide: boolean;
}

const TURNS: readonly (readonly [isMirrored: boolean, quarters: PictureTurn['quarters']])[] = [
  ...([
    [false, 0],
    [true, 0],
    [false, 2],
    [true, 2],
  ] as const),
  ...([
    [true, 3],
    [false, 1],
    [true, 1],
    [false, 3],
  ] as const),
];

/** By the picture's orientation (EXIF 2.3, tag 0x0112). */
export function pictureTurn({ orientation = 1 }: Picture): PictureTurn {
  const [isMirrored, quarters] = TURNS[orientation - 1] ?? [false, 0];
  return { isMirrored, quarters, isOnItsSide: quarters % 2 === 1 };
}
