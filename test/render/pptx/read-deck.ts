import { posix } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

/** A pptx file, read without what wrote it. Boxes are in points. */
interface ReadDeck {
  parts: Map<string, string>;
  slides: ReadSlide[];
  sections: { name: string; slides: number[] }[];
}

interface ReadSlide {
  path: string;
  xml: string;
  /** The layout's name. */
  layout: string;
  title: string;
  /** The paragraphs of everything but the title and the footer, in their order on the slide. */
  texts: string[];
  tables: string[][][];
  shapes: ReadShape[];
  notes: string[] | null;
  /** Where its relationships lead, by their ids. */
  targets: Map<string, string>;
}

interface ReadShape {
  kind: string;
  /** The type of its placeholder, `content` for one without a type; null outside placeholders. */
  placeholder: string | null;
  box: { x: number; y: number; width: number; height: number };
  xml: string;
}

const EMU_IN_POINT = 12_700;

export function readDeck(bytes: Uint8Array): ReadDeck {
  const entries = Object.entries(unzipSync(new Uint8Array(bytes)));
  const parts = new Map(entries.map(([name, content]) => [name, strFromU8(content)]));
  const presentation = part(parts, 'ppt/presentation.xml');
  const targets = targetsOf(parts, 'ppt/presentation.xml');
  const listed = [...presentation.matchAll(/<p:sldId id="(\d+)" r:id="(\w+)"\/>/g)];
  const ids = listed.map(([, id]) => id);
  const slides = listed.map(([, , relationship = '']) => readSlide(parts, targets.get(relationship) ?? ''));
  const sections = [...presentation.matchAll(/<p14:section name="([^"]*)".*?<\/p14:section>/g)].map(
    ([xml, name = '']) => ({
      name,
      slides: [...xml.matchAll(/<p14:sldId id="(\d+)"/g)].map(([, id]) => ids.indexOf(id ?? '') + 1),
    }),
  );
  return { parts, slides, sections };
}

function readSlide(parts: Map<string, string>, path: string): ReadSlide {
  const xml = part(parts, path);
  const targets = targetsOf(parts, path);
  const layout = [...targets.values()].find((target) => target.includes('slideLayout')) ?? '';
  const notesPath = [...targets.values()].find((target) => target.includes('notesSlide'));
  const layoutShapes = shapesOf(part(parts, layout), []);
  const shapes = shapesOf(xml, layoutShapes);
  const isTitle = ({ placeholder }: ReadShape): boolean => /^(title|ctrTitle)$/.test(placeholder ?? '');
  const isFooter = ({ placeholder }: ReadShape): boolean => /^(dt|ftr|sldNum)$/.test(placeholder ?? '');
  const read = shapes.filter((shape) => !isTitle(shape) && !isFooter(shape));
  return {
    ...{ path, xml, targets, shapes },
    layout: /<p:cSld name="([^"]*)"/.exec(part(parts, layout))?.[1] ?? '',
    title: shapes
      .filter(isTitle)
      .flatMap((shape) => paragraphTexts(shape.xml))
      .join('\n'),
    texts: read.flatMap((shape) => paragraphTexts(shape.xml)),
    tables: shapes.filter((shape) => shape.xml.includes('<a:tbl>')).map((shape) => tableRows(shape.xml)),
    notes: notesPath === undefined ? null : paragraphTexts(part(parts, notesPath)),
  };
}

/** What stands in the tree of a slide or layout. A placeholder without a place has that of the layout's same one. */
function shapesOf(xml: string, layoutShapes: ReadShape[]): ReadShape[] {
  const tree = xml.slice(xml.indexOf('</p:grpSpPr>') + '</p:grpSpPr>'.length);
  const found = tree.matchAll(/<p:(grpSp)>.*?<\/p:\1>|<p:(sp|pic|graphicFrame|cxnSp)>.*?<\/p:\2>/gs);
  return [...found].map(([shape, group, kind]) => {
    const ph = /<p:ph([^>]*)\/>/.exec(shape)?.[1] ?? null;
    const type = ph === null ? null : (/type="(\w+)"/.exec(ph)?.[1] ?? 'content');
    const inherited = layoutShapes.find(({ xml: other }) => other.includes(`<p:ph${ph}/>`));
    const box = boxOf(shape) ?? inherited?.box ?? boxOf(sameType(layoutShapes, type)?.xml ?? '');
    if (!box) throw new Error(`a shape without a place: ${shape.slice(0, 300)}`);
    return { kind: group ?? kind ?? '', placeholder: type, box, xml: shape };
  });
}

function sameType(shapes: ReadShape[], type: string | null): ReadShape | undefined {
  return shapes.find(({ placeholder }) => placeholder === type);
}

function boxOf(xml: string): ReadShape['box'] | null {
  const found = /<a:off x="(-?\d+)" y="(-?\d+)"\/><a:ext cx="(\d+)" cy="(\d+)"\/>/.exec(xml);
  if (!found) return null;
  const [x = 0, y = 0, width = 0, height = 0] = found.slice(1).map((value) => Number(value) / EMU_IN_POINT);
  return { x, y, width, height };
}

/** The targets of a part's relationships: paths from the root, addresses as they are. */
export function targetsOf(parts: Map<string, string>, path: string): Map<string, string> {
  const xml = parts.get(posix.join(posix.dirname(path), '_rels', `${posix.basename(path)}.rels`)) ?? '';
  const found = xml.matchAll(/<Relationship Id="(\w+)" Type="[^"]*" Target="([^"]*)"( TargetMode="External")?\/>/g);
  return new Map(
    [...found].map(([, id = '', target = '', external]) => [
      id,
      external === undefined ? posix.join(posix.dirname(path), target) : target,
    ]),
  );
}

function part(parts: Map<string, string>, path: string): string {
  const found = parts.get(path);
  if (found === undefined) throw new Error(`there is no part ${path}`);
  return found;
}

/** The words of each paragraph; a line break inside one is a line feed. */
function paragraphTexts(xml: string): string[] {
  return [...xml.matchAll(/<a:p>(.*?)<\/a:p>/gs)].map(([, content = '']) => textOf(content));
}

function tableRows(xml: string): string[][] {
  const rows = [...xml.matchAll(/<a:tr [^>]*>(.*?)<\/a:tr>/gs)].map(([, row = '']) => row);
  return rows.map((row) => [...row.matchAll(/<a:tc>(.*?)<\/a:tc>/gs)].map(([, cell = '']) => textOf(cell)));
}

function textOf(xml: string): string {
  const pieces = xml.matchAll(/<a:(br)>|<a:t>([^<]*)<\/a:t>/g);
  return [...pieces].map(([, lineBreak, text = '']) => (lineBreak ? '\n' : unescaped(text))).join('');
}

function unescaped(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return text.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => entities[name] ?? '');
}

const SLIDE = { width: 960, height: 540 };
const ROUNDING = 0.01;

/** What is beyond the slide's edge or over something else, in words for the failure. */
export function misplaced({ shapes, path }: ReadSlide): string[] {
  const found: string[] = [];
  const tell = (what: string, shape: ReadShape): void =>
    void found.push(
      `${path}: ${what} ${shape.kind} ${JSON.stringify(shape.box)} ${paragraphTexts(shape.xml).join(' ').slice(0, 40)}`,
    );
  for (const [at, shape] of shapes.entries()) {
    const { x, y, width, height } = shape.box;
    const isInside = x >= -ROUNDING && y >= -ROUNDING && x + width <= SLIDE.width + 1 && y + height <= SLIDE.height + 1;
    if (!isInside) tell('beyond the slide:', shape);
    for (const other of shapes.slice(at + 1)) if (overlap(shape.box, other.box)) tell('overlapped:', shape);
  }
  return found;
}

function overlap(one: ReadShape['box'], other: ReadShape['box']): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return across > ROUNDING && down > ROUNDING;
}
