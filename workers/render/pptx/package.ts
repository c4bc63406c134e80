import type { Chart, Picture } from '../content/content.ts';
import { CHART_CONTENT_TYPE, chartXml } from '../ooxml/chart-part.ts';
import { chartWorkbook, embeddedSource } from '../ooxml/chart-workbook.ts';
import { officeRelationship, relationshipsXml } from '../ooxml/relationships.ts';
import type { ZipEntry } from '../ooxml/zip-pieces.ts';
import type { Deck } from './deck.ts';
import { type FooterItem, footerItems } from './footer.ts';
import { layoutNumber } from './layouts-xml.ts';
import { notesXml } from './notes-xml.ts';
import { newPartLinks, type PartLinks } from './part-links.ts';
import type { Section } from './presentation-xml.ts';
import { type DrawnSlide, slideXml } from './slide-xml.ts';

/** What is known of a file while its parts are written one after the other; the last ones list the others. */
export interface DeckPackage {
  deck: Deck;
  footer: FooterItem[];
  /** The parts so far and what they are. */
  types: [path: string, contentType: string][];
  /** The names of the pictures' files, by their keys. */
  media: Map<string, string>;
  slides: number;
  notes: number;
  charts: number;
  sections: Section[];
  /** The slides that slides of the content begin with, by index; numbers count from 1. */
  firstSlides: Map<number, number>;
  /** Slides that refer to others, which may come later. */
  waiting: { number: number; links: PartLinks }[];
}

export function newPackage(deck: Deck): DeckPackage {
  return {
    ...{ deck, footer: footerItems(deck), types: [], media: new Map(), sections: [], firstSlides: new Map() },
    ...{ slides: 0, notes: 0, charts: 0, waiting: [] },
  };
}

const PRESENTATIONML = 'application/vnd.openxmlformats-officedocument.presentationml';
/** The size of the labels of charts. */
const CHART_TEXT_SIZE = 13;

/** A part of PresentationML; what it is goes into the list of content types. */
export function presentationPart(deckPackage: DeckPackage, path: string, kind: string, content: string): ZipEntry {
  deckPackage.types.push([path, `${PRESENTATIONML}.${kind}+xml`]);
  return { path, content };
}

/**
 * The parts of a slide: itself, its notes, pictures and charts.
 *
 * @param beginning of a slide of the content, unless this one goes on from the slide before
 */
export async function* slideEntries(
  deckPackage: DeckPackage,
  slide: DrawnSlide,
  beginning: { index: number; section: string | null; notes: string | null } | null,
): AsyncGenerator<ZipEntry> {
  const { deck, footer } = deckPackage;
  deckPackage.slides += 1;
  const number = deckPackage.slides;
  const links = newPartLinks();
  links.add('slideLayout', `../slideLayouts/slideLayout${layoutNumber(slide.layout)}.xml`);
  const parts = newSlideParts(deckPackage, links);
  const context = { deck, links, ids: newIds(), picture: parts.picture, chart: parts.chart };
  const xml = slideXml(slide, number, context, footer);
  yield presentationPart(deckPackage, `ppt/slides/slide${number}.xml`, 'slide', xml);
  if (beginning) {
    deckPackage.firstSlides.set(beginning.index, number);
    if (beginning.section !== null) deckPackage.sections.push({ name: beginning.section, from: number });
    if (beginning.notes) yield* notesEntries(deckPackage, beginning.notes, number, links);
  }
  if (links.hasSlides()) deckPackage.waiting.push({ number, links });
  else yield slideRelationships(deckPackage, number, links);
  yield* parts.entries();
}

export function slideRelationships({ firstSlides }: DeckPackage, number: number, links: PartLinks): ZipEntry {
  const relationships = links.relationships((index) => firstSlides.get(index));
  return { path: `ppt/slides/_rels/slide${number}.xml.rels`, content: relationshipsXml(relationships) };
}

/** @returns the name of the picture's file below `ppt/media`, and whether it is new */
export function mediaFile({ media }: DeckPackage, { key, format }: Picture): { file: string; isNew: boolean } {
  const known = media.get(key);
  const file = known ?? `image${media.size + 1}.${format === 'jpeg' ? 'jpeg' : 'png'}`;
  media.set(key, file);
  return { file, isNew: known === undefined };
}

export function mediaEntry(file: string, picture: Picture): ZipEntry {
  return { path: `ppt/media/${file}`, content: loaded(picture), store: true };
}

/** Read when its turn has come, and forgotten then. */
async function* loaded(picture: Picture): AsyncGenerator<Uint8Array> {
  yield await picture.load();
}

/** Ids of the shapes of a slide. 1 is the slide's tree. */
function newIds(): { next(): number } {
  let last = 1;
  return { next: () => (last += 1) };
}

/** The files that a slide refers to and that are not written yet. */
function newSlideParts(deckPackage: DeckPackage, links: PartLinks) {
  const pictures: [file: string, picture: Picture][] = [];
  const charts: [number: number, chart: Chart][] = [];
  return {
    picture: (picture: Picture): string => {
      const { file, isNew } = mediaFile(deckPackage, picture);
      if (isNew) pictures.push([file, picture]);
      return links.add('image', `../media/${file}`);
    },
    chart: (chart: Chart): string => {
      deckPackage.charts += 1;
      charts.push([deckPackage.charts, chart]);
      return links.add('chart', `../charts/chart${deckPackage.charts}.xml`);
    },
    entries: async function* (): AsyncGenerator<ZipEntry> {
      for (const [file, picture] of pictures) yield mediaEntry(file, picture);
      for (const [number, chart] of charts) yield* chartEntries(deckPackage, number, chart);
    },
  };
}

async function* chartEntries(deckPackage: DeckPackage, number: number, chart: Chart): AsyncGenerator<ZipEntry> {
  const [path, workbook] = [`ppt/charts/chart${number}.xml`, `workbook${number}.xlsx`];
  const source = embeddedSource(chart, 'rId1', CHART_TEXT_SIZE);
  deckPackage.types.push([path, CHART_CONTENT_TYPE]);
  yield { path, content: chartXml(chart, deckPackage.deck.theme, source) };
  const relationship = { id: 'rId1', type: officeRelationship('package'), target: `../embeddings/${workbook}` };
  yield { path: `ppt/charts/_rels/chart${number}.xml.rels`, content: relationshipsXml([relationship]) };
  yield { path: `ppt/embeddings/${workbook}`, content: await chartWorkbook(chart), store: true };
}

function* notesEntries(deckPackage: DeckPackage, notes: string, slide: number, links: PartLinks): Generator<ZipEntry> {
  deckPackage.notes += 1;
  const name = `notesSlide${deckPackage.notes}.xml`;
  links.add('notesSlide', `../notesSlides/${name}`);
  const xml = notesXml(notes, deckPackage.deck);
  yield presentationPart(deckPackage, `ppt/notesSlides/${name}`, 'notesSlide', xml);
  const back = newPartLinks();
  back.add('notesMaster', '../notesMasters/notesMaster1.xml');
  back.add('slide', `../slides/slide${slide}.xml`);
  const relationships = relationshipsXml(back.relationships(() => undefined));
  yield { path: `ppt/notesSlides/_rels/${name}.rels`, content: relationships };
}
