import type { PageLine } from '../theme/theme.ts';
import { fittingText } from '../text/fitting-text.ts';
import { measureText } from '../text/lines.ts';
import { drawLine, type Surface } from './draw-line.ts';
import type { Pages } from './pages.ts';
import type { PlacedPicture } from './pictures.ts';
import { linesOf, plain, type Press } from './press.ts';

/** The logo stands in the head, no larger than this, in points. */
const LOGO = { height: 26, width: 130 };
const LOGO_GAP = 10;
const HALF_CAPITAL = 0.357;

/** Draws what the theme puts at the head and the foot of every page. */
export function drawPageLines(press: Press, logo: PlacedPicture | null, date: string): void {
  const { pages, content } = press;
  const { header, footer, page: paper } = content.theme;
  const headMiddle = paper.margins.top * 0.52;
  const room = { left: pages.left, right: pages.left + pages.width };
  if (logo) placeLogo(pages, logo, header, headMiddle, room);
  if (header) drawPageLine(press, header, headMiddle, room, date);
  if (footer) drawPageLine(press, footer, paper.height - paper.margins.bottom * 0.52, wholeRoom(pages), date);
}

/** Today, as the language writes it. */
export function shownDate(now: Date, language: string | null): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'long', timeZone: 'UTC' };
  try {
    return new Intl.DateTimeFormat(language ?? 'en', options).format(now);
  } catch {
    return new Intl.DateTimeFormat('en', options).format(now);
  }
}

interface Room {
  left: number;
  right: number;
}

function wholeRoom(pages: Pages): Room {
  return { left: pages.left, right: pages.left + pages.width };
}

/** At the side that is free, else before what stands at the left. Takes its width off the room. */
function placeLogo(pages: Pages, logo: PlacedPicture, header: PageLine | null, middle: number, room: Room): void {
  const scale = Math.min(Math.min(LOGO.height, pages.top * 0.5) / logo.height, LOGO.width / logo.width);
  const [width, height] = [logo.width * scale, logo.height * scale];
  const isAtRight = header !== null && header.left !== '' && header.right === '';
  logo.draw({ left: isAtRight ? room.right - width : room.left, top: middle - height / 2, width, height });
  if (isAtRight) room.right -= width + LOGO_GAP;
  else room.left += width + LOGO_GAP;
}

/** What tells the number of all pages is drawn when it is known. */
function drawPageLine(press: Press, line: PageLine, middle: number, room: Room, date: string): void {
  const { pages } = press;
  const page = pages.number;
  const draw = (surface: Surface, templates: Partial<PageLine>, count: number): void => {
    for (const place of ['left', 'center', 'right'] as const) {
      const text = filled(press, templates[place] ?? '', { page, count, date });
      if (text !== '') drawText(press, surface, { text, place, middle, room, hasCenter: line.center !== '' });
    }
  };
  const isLate = (template: string): boolean => template.includes('{pages}');
  const early = Object.entries(line).filter(([, template]: [string, string]) => !isLate(template));
  const late = Object.entries(line).filter(([, template]: [string, string]) => isLate(template));
  draw(pages, Object.fromEntries(early), 0);
  if (late.length > 0) pages.later((surface) => draw(surface, Object.fromEntries(late), pages.number));
}

function filled(
  { content }: Press,
  template: string,
  { page, count, date }: { page: number; count: number; date: string },
): string {
  const values: Record<string, string> = {
    '{page}': String(page),
    '{pages}': String(count),
    '{title}': content.metadata.title ?? '',
    '{date}': date,
  };
  return template.replace(/\{(?:pages?|title|date)\}/g, (name) => values[name] ?? name).trim();
}

interface PlacedText {
  text: string;
  place: keyof PageLine;
  middle: number;
  room: Room;
  hasCenter: boolean;
}

function drawText(press: Press, surface: Surface, { text, place, middle, room, hasCenter }: PlacedText): void {
  const style = press.styles.pageLine;
  const width = room.right - room.left;
  const most = place === 'center' ? width * 0.4 : hasCenter ? width * 0.28 : width * (place === 'left' ? 0.7 : 0.3);
  const shown = fittingText(text, most, (part) => measureText(plain(part, style), press).line);
  const line = linesOf(press, plain(shown, style), Infinity).next().value;
  if (!line) return;
  const spare = width - line.width;
  const left = room.left + (place === 'left' ? 0 : place === 'center' ? spare / 2 : spare);
  drawLine(surface, line, left, middle + style.look.size * HALF_CAPITAL);
}
