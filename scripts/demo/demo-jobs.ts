import type { JobRequest } from './client.ts';
import { compareSheets, compareWords, type Comparison } from './compare.ts';
import { readCountries, readMovies, readWeather, type Country, type Movie, type Weather } from './demo-data.ts';
import type { ReadBack } from './read-back.ts';

export interface DemoJob {
  request: JobRequest;
  /** What `compare` counts. */
  unit: 'cells' | 'words';
  compare(file: ReadBack): Comparison;
}

/** One job of each document type. */
export async function demoJobs(): Promise<DemoJob[]> {
  const [movies, weather, countries] = await Promise.all([readMovies(), readWeather(), readCountries()]);
  return [workbook(movies, weather), report(countries), almanac(weather), deck(countries)];
}

function workbook(movies: Movie[], weather: Weather[]): DemoJob {
  const sheets = [
    {
      name: 'Movies',
      columns: [
        { header: 'Title', type: 'text' },
        { header: 'Released', type: 'date' },
        { header: 'Genre', type: 'text' },
        { header: 'Worldwide gross', type: 'currency' },
        { header: 'Budget', type: 'currency' },
        { header: 'IMDB rating', type: 'decimal' },
        { header: 'Tomatoes', type: 'percent' },
      ],
      rows: movies.map((m) => [
        m.title,
        m.released,
        m.genre,
        m.gross,
        m.budget,
        m.rating,
        m.tomatoes === null ? null : m.tomatoes / 100,
      ]),
    },
    {
      name: 'Seattle weather',
      columns: [
        { header: 'Date', type: 'date' },
        { header: 'Precipitation (mm)', type: 'decimal' },
        { header: 'Max (°C)', type: 'decimal' },
        { header: 'Min (°C)', type: 'decimal' },
        { header: 'Weather', type: 'text' },
      ],
      rows: weather.map((w) => [w.date, w.precipitation, w.max, w.min, w.weather]),
    },
  ];
  const request = { type: 'spreadsheet', title: 'Movies and weather', input: { sheets }, tags: ['demo'] };
  return { request, unit: 'cells', compare: (file) => compareSheets(sheets, file) };
}

function report(countries: Country[]): DemoJob {
  const names = [...new Set(countries.map((row) => row.country))];
  const blocks = [
    { type: 'heading', level: 1, text: 'Life expectancy and fertility, 1955 to 2005' },
    { type: 'paragraph', text: `What Gapminder records of ${names.length} countries, every five years.` },
    { type: 'list', items: ['population', 'life expectancy in years', 'children per woman'] },
    ...names.flatMap((name) => [
      { type: 'heading', level: 2, text: name },
      {
        type: 'table',
        columns: COUNTRY_COLUMNS,
        rows: countries.filter((row) => row.country === name).map(countryRow),
      },
    ]),
  ];
  const request = { type: 'document', title: 'Countries report', input: { blocks }, tags: ['demo'] };
  const expected = [...names, ...countries.map((row) => String(row.lifeExpectancy)), 'children per woman'];
  return { request, unit: 'words', compare: (file) => compareWords(expected, file) };
}

const COUNTRY_COLUMNS = [
  { header: 'Year', type: 'text' },
  { header: 'Population', type: 'integer' },
  { header: 'Life expectancy', type: 'text' },
  { header: 'Fertility', type: 'text' },
];

function countryRow(row: Country): (string | number)[] {
  return [String(row.year), row.population, String(row.lifeExpectancy), String(row.fertility)];
}

function almanac(weather: Weather[]): DemoJob {
  const months = Map.groupBy(weather, (day) => day.date.slice(0, 7));
  const blocks = [
    { type: 'heading', level: 1, text: 'Seattle, day by day' },
    ...[...months].flatMap(([month, days]) => [
      { type: 'heading', level: 2, text: month },
      {
        type: 'table',
        columns: [{ header: 'Date' }, { header: 'Rain' }, { header: 'Max' }, { header: 'Min' }, { header: 'Weather' }],
        rows: days.map((d) => [d.date, String(d.precipitation), String(d.max), String(d.min), d.weather]),
      },
    ]),
  ];
  const request = { type: 'pdf', title: 'Seattle almanac', input: { blocks }, tags: ['demo'] };
  const expected = [...months.keys(), ...weather.flatMap((day) => [day.date, day.weather])];
  return { request, unit: 'words', compare: (file) => compareWords(expected, file) };
}

function deck(countries: Country[]): DemoJob {
  const years = [...Map.groupBy(countries, (row) => row.year)];
  const slides = [
    {
      title: 'The world in twelve slides',
      blocks: [{ type: 'paragraph', text: 'Largest populations by year, after Gapminder.' }],
    },
    ...years.map(([year, rows]) => ({
      title: `The largest in ${year}`,
      blocks: [
        {
          type: 'table',
          columns: [{ header: 'Country' }, { header: 'Population', type: 'integer' }, { header: 'Life expectancy' }],
          rows: largest(rows).map((row) => [row.country, row.population, String(row.lifeExpectancy)]),
        },
      ],
      notes: `${rows.length} countries are in the data for ${year}.`,
    })),
  ];
  const request = { type: 'presentation', title: 'World deck', input: { slides }, tags: ['demo'] };
  const expected = slides
    .map((slide) => slide.title)
    .concat(years.flatMap(([, rows]) => largest(rows).map((row) => row.country)));
  return { request, unit: 'words', compare: (file) => compareWords(expected, file) };
}

function largest(rows: Country[]): Country[] {
  return rows.toSorted((a, b) => b.population - a.population).slice(0, 6);
}
