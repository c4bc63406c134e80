import { type Element, type TextElement, type Visual } from './elements.ts';
import { addRule, addText, addVisuals, type Filling, leastHeight, newFilling, startPage } from './fill-page.ts';
import { addTable, type TableControls } from './fill-table.ts';
import { type Box, columnsOf } from './geometry.ts';
import type { Part } from './parts.ts';
import { FULL_SIZE, heightOf } from './slide-text.ts';
import { tableHeight } from './table-height.ts';
import { placeVisuals } from './visuals.ts';

/** What stands on one slide. */
export interface PageBody {
  parts: Part[];
  /** The size of its text. */
  size: number;
  inColumns: boolean;
}

/** What does not fit on one slide at the first size is tried at the next. */
const SIZES = [FULL_SIZE, 18, 16, 14] as const;
/** What fits at none of them is divided, and need not be small then. */
const DIVIDED_SIZE = 18;
/** With tables it is, lest they fill many slides. */
const DIVIDED_TABLE_SIZE = 16;
/** More characters than this stand on no slide, however small: nothing is tried then. */
const MOST_CHARACTERS = 8000;
/** A text of at most so many lines stands above a picture rather than beside it. */
const BRIEF_LINES = 2;

/** Lays the elements of a slide out on as many slides as they need; at least one. */
export async function* pagesOf(elements: Element[], region: Box, controls: TableControls): AsyncGenerator<PageBody> {
  const isLong = charactersOf(elements) > MOST_CHARACTERS;
  const columns = isLong ? null : columnsPage(elements, region);
  if (columns) return yield columns;
  const dividedSize = elements.some(({ type }) => type === 'table') ? DIVIDED_TABLE_SIZE : DIVIDED_SIZE;
  const fits = (candidate: number): boolean => !isLong && fitsOnePage(elements, region, candidate);
  const size = SIZES.find(fits) ?? dividedSize;
  const filling = newFilling(region, size);
  let hasAny = false;
  for await (const _ of fill(filling, elements, controls)) {
    for (const parts of filling.done.splice(0)) yield { parts, size, inColumns: false };
    hasAny = true;
  }
  if (filling.parts.length > 0 || !hasAny) yield { parts: filling.parts, size, inColumns: false };
}

function charactersOf(elements: Element[]): number {
  const texts = elements.flatMap((element) => (element.type === 'text' ? element.paragraphs : []));
  return texts.reduce((count, { runs }) => count + runs.reduce((length, { text }) => length + text.length, 0), 0);
}

/** Stops whenever slides are full. */
async function* fill(filling: Filling, elements: Element[], controls: TableControls): AsyncGenerator<void> {
  for (const [at, element] of elements.entries()) {
    if (element.type === 'table') yield* addTable(filling, element.block, controls);
    else addElement(filling, element, elements.slice(at + 1));
    if (filling.done.length > 0) yield;
  }
}

function addElement(filling: Filling, element: Exclude<Element, { type: 'table' }>, rest: Element[]): void {
  switch (element.type) {
    case 'text':
      return addText(filling, element);
    case 'visuals':
      return addVisuals(filling, element.visuals, untilBreak(rest));
    case 'rule':
      return addRule(filling);
    case 'break':
      return filling.parts.length > 0 ? startPage(filling) : undefined;
  }
}

function untilBreak(elements: Element[]): Element[] {
  const at = elements.findIndex(({ type }) => type === 'break');
  return at < 0 ? elements : elements.slice(0, at);
}

function fitsOnePage(elements: Element[], region: Box, size: number): boolean {
  if (elements.some(({ type }) => type === 'break')) return false;
  let height = leastHeight(elements, { region, size }) + (elements.length - 1) * size * 0.6;
  for (const element of elements) {
    if (element.type === 'table') height += tableHeight(element.block, region, size);
    if (height > region.height) return false;
  }
  return height <= region.height;
}

/** A text with one picture or chart: side by side, if the text fits beside it. */
function columnsPage(elements: Element[], region: Box): PageBody | null {
  const visuals = elements.flatMap((element) => (element.type === 'visuals' ? element.visuals : []));
  const texts = elements.filter((element) => element.type === 'text');
  const [visual, ...others] = visuals;
  const hasOther = elements.some(({ type }) => type === 'table' || type === 'break');
  if (!visual || others.length > 0 || texts.length === 0 || hasOther || isBrief(texts, visual, region)) return null;
  const [first, second] = columnsOf(region);
  const isTextFirst = elements[0]?.type !== 'visuals';
  const [textRegion, visualRegion] = isTextFirst ? [first, second] : [second, first];
  for (const size of SIZES) {
    const filling = newFilling(textRegion, size);
    for (const element of elements) {
      if (element.type === 'text' || element.type === 'rule') addElement(filling, element, []);
    }
    if (filling.done.length > 0) continue;
    return { parts: [...filling.parts, ...placeVisuals([visual], visualRegion, size)], size, inColumns: true };
  }
  return null;
}

function isBrief(texts: TextElement[], visual: Visual, region: Box): boolean {
  const isWide = visual.type === 'chart' || visual.picture.width > visual.picture.height * 1.2;
  const paragraphs = texts.flatMap((text) => text.paragraphs);
  const isList = paragraphs.some(({ depth }) => depth !== null);
  return isWide && !isList && heightOf(paragraphs, region.width, FULL_SIZE) <= FULL_SIZE * 1.9 * BRIEF_LINES;
}
