/** All lengths are points. A slide is 13.333 by 7.5 inches. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const SLIDE_WIDTH = 960;
export const SLIDE_HEIGHT = 540;
const MARGIN = 54;
const CONTENT_WIDTH = SLIDE_WIDTH - 2 * MARGIN;
/** Between two columns. */
const GUTTER = 36;

export const TITLE_BOX: Box = { x: MARGIN, y: 28, width: CONTENT_WIDTH, height: 70 };
/** The line below the title, and its thicker beginning. */
export const TITLE_LINE: Box = { x: MARGIN, y: 104, width: CONTENT_WIDTH, height: 1 };
export const TITLE_MARK: Box = { x: MARGIN, y: 102.5, width: 60, height: 4 };
export const BODY_BOX: Box = { x: MARGIN, y: 124, width: CONTENT_WIDTH, height: 364 };
/** The body of a slide that has no title. */
export const TALL_BODY_BOX: Box = { x: MARGIN, y: 48, width: CONTENT_WIDTH, height: 440 };

const FOOTER = { y: 502, height: 22 };
export const FOOTER_BOXES = {
  left: { x: MARGIN, width: 330, ...FOOTER },
  center: { x: 390, width: 180, ...FOOTER },
  right: { x: SLIDE_WIDTH - MARGIN - 330, width: 330, ...FOOTER },
};

/** Of the slides that open a deck or a section. */
export const OPENING_STRIP: Box = { x: 0, y: 0, width: 20, height: SLIDE_HEIGHT };
export const OPENING_TITLE: Box = { x: 84, y: 130, width: 780, height: 160 };
export const OPENING_MARK: Box = { x: 84, y: 304, width: 84, height: 5 };
export const OPENING_SUBTITLE: Box = { x: 84, y: 326, width: 780, height: 84 };
export const OPENING_AUTHOR: Box = { x: 84, y: 454, width: 780, height: 28 };
/** The name of a section, above its title of this height. */
export function sectionNameBox(titleHeight: number): Box {
  const height = 24;
  return { ...OPENING_TITLE, height, y: OPENING_TITLE.y + OPENING_TITLE.height - titleHeight - height - 10 };
}

const LOGO_ROOM = { width: 130, height: 44 };
const OPENING_LOGO_ROOM = { width: 220, height: 64 };

/** The two columns of a box. */
export function columnsOf(box: Box): [Box, Box] {
  const width = (box.width - GUTTER) / 2;
  return [
    { ...box, width },
    { ...box, x: box.x + width + GUTTER, width },
  ];
}

/** The largest box of this proportion in the room, no larger than `limit`, centred from left to right. */
export function fitted(room: Box, size: { width: number; height: number }, limit = Infinity): Box {
  const scale = Math.min(room.width / size.width, room.height / size.height, limit);
  const [width, height] = [size.width * scale, size.height * scale];
  return { x: room.x + (room.width - width) / 2, y: room.y, width, height };
}

/** The logo at the right of the title line. */
export function logoBox(size: { width: number; height: number }): Box {
  const room = { x: 0, y: 0, ...LOGO_ROOM };
  const { width, height } = fitted(room, size);
  return { x: SLIDE_WIDTH - MARGIN - width, y: TITLE_BOX.y + (TITLE_BOX.height - height) / 2, width, height };
}

/** The logo at the top of the opening slide. */
export function openingLogoBox(size: { width: number; height: number }): Box {
  const { width, height } = fitted({ x: 0, y: 0, ...OPENING_LOGO_ROOM }, size);
  return { x: OPENING_TITLE.x, y: 48, width, height };
}

/** English metric units: 12,700 to the point. */
export function emu(points: number): number {
  return Math.round(points * 12_700);
}
