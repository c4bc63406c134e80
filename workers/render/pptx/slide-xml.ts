import { XML_HEADER } from '../ooxml/xml.ts';
import { type FooterItem, slideFooterXml } from './footer.ts';
import { BODY_BOX, columnsOf, OPENING_AUTHOR, sectionNameBox } from './geometry.ts';
import type { LayoutName } from './layouts-xml.ts';
import { type DrawContext, type Held, partXml } from './part-xml.ts';
import type { Part } from './parts.ts';
import { bodyXml, NAMESPACES, NO_INSETS, type Placeholder, placeXml, shapeXml, treeXml } from './shapes-xml.ts';
import type { PageBody } from './slide-pages.ts';
import { directionOf, PLAIN_LOOK, type RunLook, runsXml } from './text-xml.ts';
import {
  type Opening,
  OPENING_TITLE_SIZES,
  openingTitleHeight,
  type ShownTitle,
  SUBTITLE_SIZES,
  TITLE_SIZES,
} from './titles.ts';
import { textOf } from './wrap-runs.ts';
import type { Run } from '../content/content.ts';
import { sectionColors, titleSlideColors } from './colors.ts';

/** A slide as it is drawn. */
export type DrawnSlide =
  | { layout: 'title' | 'section'; opening: Opening; small: string | null }
  | { layout: Exclude<LayoutName, 'title' | 'section'>; title: ShownTitle | null; body: PageBody };

/** The layout of what stands on a slide. */
export function layoutOf(hasTitle: boolean, { parts, inColumns }: PageBody): Exclude<LayoutName, 'title' | 'section'> {
  const hasText = parts.some((part) => part.type === 'text' && part.frame.kind === 'plain');
  const hasContent = hasText || (parts.length === 1 && parts[0]?.type !== 'text');
  if (!hasTitle) return hasContent ? 'content-only' : 'blank';
  if (inColumns && hasText) return 'columns';
  return hasContent ? 'content' : 'title-only';
}

/** A slide as a part of the file (`p:sld`). `number` counts from 1. */
export function slideXml(
  slide: DrawnSlide,
  number: number,
  context: DrawContext,
  footer: readonly FooterItem[],
): string {
  const ids = context.ids;
  const shapes =
    'opening' in slide
      ? openingXml(slide.layout, slide.opening, slide.small, context)
      : contentXml(slide, context) +
        footer
          .filter(({ isOnLayout }) => !isOnLayout)
          .map((item) => slideFooterXml(item, ids.next(), context.deck, number))
          .join('');
  return (
    `${XML_HEADER}<p:sld ${NAMESPACES}><p:cSld>${treeXml(shapes)}</p:cSld>` +
    '<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>'
  );
}

function openingXml(layout: 'title' | 'section', opening: Opening, small: string | null, context: DrawContext): string {
  const { title, titleSize, subtitle, subtitleSize } = opening;
  const type = layout === 'title' ? 'ctrTitle' : 'title';
  const size = (wanted: number, usual: number): number | null => (wanted === usual ? null : wanted);
  const titleLook = { ...PLAIN_LOOK, size: size(titleSize, OPENING_TITLE_SIZES[0]) };
  const subtitleLook = { ...PLAIN_LOOK, size: size(subtitleSize, SUBTITLE_SIZES[0]) };
  return (
    placeholderText('Title', { type }, [{ text: title.replaceAll('\n', ' ') }], titleLook, context) +
    (subtitle.length === 0
      ? ''
      : placeholderText(
          'Subtitle',
          { type: layout === 'title' ? 'subTitle' : 'body', idx: 1 },
          subtitle,
          subtitleLook,
          context,
        )) +
    (small === null ? '' : smallXml(layout, small, openingTitleHeight(opening), context))
  );
}

/** Who made it, at the foot of the title slide; the name of the section, above its title. */
function smallXml(layout: 'title' | 'section', text: string, titleHeight: number, context: DrawContext): string {
  const { deck, ids } = context;
  const id = ids.next();
  const colors = layout === 'title' ? titleSlideColors(deck.theme) : sectionColors(deck.theme);
  const color = layout === 'title' ? colors.subtitle : colors.mark;
  const look = { ...PLAIN_LOOK, size: 14, bold: layout === 'section', color };
  return shapeXml(
    { id, name: `Text ${id}` },
    { xfrm: placeXml(layout === 'title' ? OPENING_AUTHOR : sectionNameBox(titleHeight), deck.isMirrored) },
    { body: bodyXml(NO_INSETS, layout === 'title' ? 'ctr' : 't'), isTextBox: true },
    paragraphXml([{ text }], look, context),
  );
}

function contentXml(
  { layout, title, body }: Extract<DrawnSlide, { title: ShownTitle | null }>,
  context: DrawContext,
): string {
  const titleLook = { ...PLAIN_LOOK, size: title && title.size !== TITLE_SIZES[0] ? title.size : null };
  const titleXml = title ? placeholderText('Title', { type: 'title' }, [{ text: title.text }], titleLook, context) : '';
  const held = heldParts(layout, body.parts);
  return titleXml + body.parts.map((part) => partXml(part, body.size, held.get(part) ?? null, context)).join('');
}

/** The parts that are the content of their layout: its first text, or the only thing there is. */
function heldParts(layout: LayoutName, parts: readonly Part[]): Map<Part, Held> {
  const held = new Map<Part, Held>();
  const text = parts.find((part) => part.type === 'text' && part.frame.kind === 'plain');
  if (layout === 'columns') {
    const visual = parts.find(({ type }) => type === 'picture' || type === 'chart');
    const room = columnsOf(BODY_BOX);
    for (const part of [text, visual]) {
      if (!part) continue;
      const isFirst = part.box.x < room[1].x;
      const texts = parts.filter(({ type }) => type !== 'picture' && type !== 'chart');
      const isAlone = part === text && texts.length === 1;
      held.set(part, { placeholder: { sz: 'half', idx: isFirst ? 1 : 2 }, isAlone });
    }
    return held;
  }
  const only = text ?? (parts.length === 1 ? parts[0] : undefined);
  if (only && layout !== 'title-only' && layout !== 'blank') {
    held.set(only, { placeholder: { idx: 1 }, isAlone: parts.length === 1 && only === text });
  }
  return held;
}

function placeholderText(
  name: string,
  placeholder: Placeholder,
  runs: Run[],
  look: RunLook,
  context: DrawContext,
): string {
  const id = context.ids.next();
  return shapeXml(
    { id, name: `${name} ${id}` },
    { xfrm: '', placeholder },
    { body: '<a:bodyPr><a:normAutofit/></a:bodyPr>' },
    paragraphXml(runs, look, context),
  );
}

function paragraphXml(runs: Run[], look: RunLook, context: DrawContext): string {
  const { algn, rtl } = directionOf(textOf(runs), context.deck.isMirrored);
  const direction = algn === null ? '' : `<a:pPr algn="${algn}" rtl="${rtl}"/>`;
  return `<a:p>${direction}${runsXml(runs, look, context)}</a:p>`;
}
