import type { Block } from '../../../src/documents/model.ts';
import { average, jsonRecords, rounded } from '../data-sets.ts';
import type { GalleryDocument } from '../gallery-document.ts';

const penguins = jsonRecords('penguins.json').filter((bird) => bird['Beak Length (mm)'] !== null);
const SPECIES = [...new Set(penguins.map(({ Species }) => String(Species)))];
const ofSpecies = (species: string) => penguins.filter((bird) => bird.Species === species);
const mean = (species: string, property: string) =>
  rounded(average(ofSpecies(species).map((bird) => Number(bird[property]))));

const blocks: Block[] = [
  { type: 'heading', level: 1, text: 'Three kinds of penguin' },
  {
    type: 'paragraph',
    text: `${penguins.length} birds were measured on three islands near Palmer Station, Antarctica.`,
  },
  {
    type: 'chart',
    kind: 'pie',
    title: 'Birds by kind',
    categories: SPECIES,
    series: [{ name: 'Birds', values: SPECIES.map((species) => ofSpecies(species).length) }],
  },
  { type: 'heading', level: 2, text: 'Beaks tell them apart' },
  {
    type: 'chart',
    kind: 'scatter',
    title: 'Beaks',
    xTitle: 'Length (mm)',
    yTitle: 'Depth (mm)',
    series: SPECIES.map((name) => ({
      name,
      xValues: ofSpecies(name).map((bird) => Number(bird['Beak Length (mm)'])),
      values: ofSpecies(name).map((bird) => Number(bird['Beak Depth (mm)'])),
    })),
  },
  {
    type: 'table',
    columns: [
      { header: 'Kind' },
      { header: 'Birds', type: 'integer', total: 'sum' },
      { header: 'Beak (mm)', type: 'decimal', decimals: 1 },
      { header: 'Flipper (mm)', type: 'decimal', decimals: 1 },
      { header: 'Weight (g)', type: 'decimal', decimals: 0 },
    ],
    rows: SPECIES.map((species) => [
      species,
      ofSpecies(species).length,
      mean(species, 'Beak Length (mm)'),
      mean(species, 'Flipper Length (mm)'),
      mean(species, 'Body Mass (g)'),
    ]),
    caption: 'Averages',
  },
];

/** The same blocks as a page, a document, slides and sheets. */
export const penguinsEverywhere: GalleryDocument = {
  name: 'penguins',
  title: 'Three kinds of penguin',
  inputs: { pdf: { blocks }, document: { blocks }, presentation: { blocks }, spreadsheet: { blocks } },
  pages: 2,
};
