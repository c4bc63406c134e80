/** The same made-up rows and slides for everybody, so that only the writing differs. */
import type { Scalar } from '../../src/documents/model.ts';

const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov'];
const TOWNS = ['Zürich', 'Αθήνα', 'Москва', 'Lisboa', 'Kraków', 'Århus'];

export const HEADERS = ['No', 'Name', 'Town', 'Born', 'Share', 'Price', 'Paid', 'Note', 'Left', 'Right'];

/** A row of ten cells: whole numbers, texts, a date, a share, an amount, a truth, and two fractions. */
export function sampleRow(index: number): Scalar[] {
  return [
    index + 1,
    NAMES[index % NAMES.length] ?? '',
    TOWNS[index % TOWNS.length] ?? '',
    new Date(Date.UTC(1950, 0, 1 + (index % 20_000))).toISOString().slice(0, 10),
    (index % 1000) / 1000,
    (index % 100_000) / 100,
    index % 3 === 0,
    `Note ${index} & more`,
    Math.sin(index),
    index % 7 === 0 ? null : index * 1.5,
  ];
}

export function* sampleRows(count: number, columns: number): Generator<Scalar[]> {
  for (let index = 0; index < count; index += 1) yield sampleRow(index).slice(0, columns);
}

export function sampleSlide(index: number): { title: string; bullets: string[] } {
  return {
    title: `Slide ${index + 1}: ${TOWNS[index % TOWNS.length]}`,
    bullets: NAMES.map((name, at) => `${name} looked at figure ${index * NAMES.length + at} and found it in order`),
  };
}
