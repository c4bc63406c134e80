import type { Chart, DocumentContent, Metadata, Picture } from '../content/content.ts';
import { CHART_RELATIONSHIP } from '../ooxml/chart-part.ts';
import type { RenderControls } from '../controls.ts';
import type { Theme } from '../theme/theme.ts';
import { type DocumentLanguage, documentLanguage } from './language.ts';
import { type Links, newLinks } from './links.ts';
import { type ListNumbering, newListNumbering } from './numbering.ts';
import { newPace, type Pace } from './pace.ts';
import { type ParagraphLook, paragraphPropertiesXml } from './paragraph.ts';
import { newRelationships, RELATIONSHIP, type Relationships } from './parts.ts';

/**
 * What the parts of one document share while it is written. The text comes first and collects here what the later parts
 * say of it: relationships, lists, pictures, charts.
 */
export interface Writing {
  theme: Theme;
  metadata: Metadata;
  language: DocumentLanguage;
  controls: RenderControls;
  pace: Pace;
  /** In points: what a page has inside its margins. */
  room: { width: number; height: number };
  relationships: Relationships;
  links: Links;
  numbering: ListNumbering;
  pictures: Pictures;
  charts: Charts;
  /** Opens a paragraph with what the block before it left to do: a page break, the distance from a table. */
  openParagraph(look: ParagraphLook): string;
  due: Due;
  /** The last box of code or callout: the index of its block. */
  lastBox: { at: number; isStepped: boolean };
  /** 1, 2, … for whatever needs a number of its own: drawings, bookmarks. */
  nextId(): number;
}

/** What the next paragraph has to bring along. */
export interface Due {
  pageBreak: boolean;
  /** Tables have no distance of their own from what follows. */
  gap: boolean;
}

/** The pictures of a part's file, each once. */
export interface Pictures {
  /** @returns the id of the relationship to the picture's part */
  add(picture: Picture): string;
  all(): { path: string; picture: Picture }[];
}

export interface Charts {
  /** @returns the id of the relationship to the chart's part */
  add(chart: Chart): string;
  all(): Chart[];
}

const GAP_POINTS = 10;

export function newWriting({ blocks, metadata, theme }: DocumentContent, controls: RenderControls): Writing {
  const { width, height, margins } = theme.page;
  const relationships = newRelationships();
  const language = documentLanguage(metadata, theme, blocks);
  const due: Due = { pageBreak: false, gap: false };
  let lastId = 0;
  return {
    ...{ theme, metadata, language, controls, relationships, due },
    pace: newPace(controls, blocks),
    room: { width: width - margins.left - margins.right, height: height - margins.top - margins.bottom },
    links: newLinks(relationships, controls),
    numbering: newListNumbering(),
    pictures: newPictures(relationships),
    charts: newCharts(relationships),
    lastBox: { at: -1, isStepped: false },
    nextId: () => (lastId += 1),
    openParagraph(look) {
      const brought: ParagraphLook = {
        ...(due.pageBreak && { pageBreakBefore: true }),
        ...(due.gap && !look.style?.startsWith('Heading') && { spaceBefore: GAP_POINTS }),
      };
      [due.pageBreak, due.gap] = [false, false];
      return `<w:p>${paragraphPropertiesXml({ ...look, ...brought })}`;
    },
  };
}

/** The pictures that a part shows. Those of the whole file have names by their place among all of them. */
export function newPictures(relationships: Relationships, name = 'image'): Pictures {
  const pictures = new Map<string, { path: string; picture: Picture; id: string }>();
  return {
    add(picture) {
      const known = pictures.get(picture.key);
      if (known !== undefined) return known.id;
      const target = `media/${name}${pictures.size + 1}.${picture.format}`;
      const id = relationships.add({ type: RELATIONSHIP.image, target });
      pictures.set(picture.key, { path: `word/${target}`, picture, id });
      return id;
    },
    all: () => [...pictures.values()],
  };
}

function newCharts(relationships: Relationships): Charts {
  const charts: Chart[] = [];
  return {
    add(chart) {
      charts.push(chart);
      return relationships.add({ type: CHART_RELATIONSHIP, target: `charts/chart${charts.length}.xml` });
    },
    all: () => charts,
  };
}
