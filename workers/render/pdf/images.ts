import type { ImageBlock, Run } from '../content/content.ts';
import { number, rgb } from './draw-line.ts';
import type { Pictures, PlacedPicture } from './pictures.ts';
import { linesOf, type Press, styled } from './press.ts';
import { tagged } from './tags.ts';
import { drawLines, wholeWidth } from './text-blocks.ts';

/** Points a pixel, at 96 pixels to the inch. */
const POINTS_PER_PIXEL = 0.75;
const CAPTION_GAP = 5;
const CAPTION_ROOM = 30;
const SPACE = 9;

/** Draws a picture in the middle of the text's width, with its caption on the same page. */
export async function* drawImage(press: Press, block: ImageBlock, pictures: Pictures): AsyncGenerator<void> {
  const { pages, controls } = press;
  const picture = await pictures.find(block.picture);
  pages.space(SPACE);
  if (!picture) {
    const detail = `A picture could not be drawn; its description stands in its place${block.alt === '' ? '' : `: ${block.alt}`}.`;
    controls.warn({ code: 'image-not-shown', detail });
    yield* drawDescription(press, block.alt);
  } else {
    placePicture(press, picture, block);
  }
  if (block.caption) yield* drawCaption(press, block.caption);
  pages.space(SPACE + 2);
}

/** The text below a figure. */
export function* drawCaption(press: Press, caption: Run[]): Generator<void> {
  const { pages, styles } = press;
  pages.space(CAPTION_GAP);
  const lines = linesOf(press, styled(caption, styles.caption, styles), pages.width);
  pages.tags.open('Caption');
  yield* drawLines(pages, lines, { ...wholeWidth(pages, styles.caption), align: 'center' });
  pages.tags.close();
}

/** How large a picture is drawn, in points: no wider than the text, and no higher than a page. */
export function pictureSize(
  { pages }: Press,
  { width, height }: { width: number; height: number },
  { widthShare, caption }: Pick<ImageBlock, 'widthShare' | 'caption'>,
): { width: number; height: number } {
  const wanted = widthShare === null ? Math.min(width * POINTS_PER_PIXEL, pages.width) : widthShare * pages.width;
  const highest = pages.bottom - pages.top - (caption ? CAPTION_ROOM : 0);
  const scale = Math.min(wanted / width, highest / height);
  return { width: width * scale, height: height * scale };
}

function placePicture(press: Press, picture: PlacedPicture, block: ImageBlock): void {
  const { pages } = press;
  const { width, height } = pictureSize(press, picture, block);
  if (height + (block.caption ? CAPTION_ROOM : 0) > pages.room() + 0.01 && !pages.isFresh()) pages.newPage();
  pages.open();
  const box = { left: pages.left + (pages.width - width) / 2, top: pages.y, width, height };
  tagged(pages.tags, 'Figure', () => picture.draw(box), block.alt);
  pages.y += height;
}

function* drawDescription(press: Press, alt: string): Generator<void> {
  const { pages, styles } = press;
  const width = pages.width - 24;
  const lines = linesOf(press, styled([{ text: alt === '' ? '–' : alt, italic: true }], styles.caption, styles), width);
  pages.tags.open('P');
  yield* drawLines(pages, lines, {
    ...wholeWidth(pages, styles.caption),
    left: pages.left + 12,
    width,
    align: 'center',
    padding: 12,
    behind: (top, height) =>
      pages.draw(
        `${rgb(styles.colors.line)} RG 0.75 w ${number(pages.left)} ${number(top)} ${number(pages.width)} ${number(height)} re S`,
      ),
  });
  pages.tags.close();
}
