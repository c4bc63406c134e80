import type { GalleryDocument } from './gallery-document.ts';
import { airports } from './documents/airports.ts';
import { arabic } from './documents/arabic.ts';
import { countriesDeck } from './documents/countries.ts';
import { employment } from './documents/employment.ts';
import { films } from './documents/films.ts';
import { invoice } from './documents/invoice.ts';
import { japanese } from './documents/japanese.ts';
import { minutes } from './documents/minutes.ts';
import { penguinsEverywhere } from './documents/penguins.ts';
import { scripts } from './documents/scripts.ts';
import { stocks } from './documents/stocks.ts';
import { weather } from './documents/weather.ts';

/** All documents of the gallery, in the order of its page. */
export const DOCUMENTS: readonly GalleryDocument[] = [
  weather,
  countriesDeck,
  films,
  penguinsEverywhere,
  stocks,
  invoice,
  minutes,
  scripts,
  arabic,
  japanese,
  airports,
  employment,
];
