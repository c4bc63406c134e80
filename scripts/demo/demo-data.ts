import { readFile } from 'node:fs/promises';

/** The real data sets of the demo, from the npm package vega-datasets. */
const DATA = new URL('../../node_modules/vega-datasets/data/', import.meta.url);

export interface Movie {
  title: string;
  released: string | null;
  genre: string | null;
  gross: number | null;
  budget: number | null;
  rating: number | null;
  tomatoes: number | null;
}

export interface Weather {
  date: string;
  precipitation: number;
  max: number;
  min: number;
  wind: number;
  weather: string;
}

export interface Country {
  year: number;
  country: string;
  population: number;
  lifeExpectancy: number;
  fertility: number;
}

export async function readMovies(): Promise<Movie[]> {
  const rows = JSON.parse(await readFile(new URL('movies.json', DATA), 'utf8')) as Record<
    string,
    string | number | null
  >[];
  return rows.map((row) => ({
    title: String(row.Title ?? ''),
    released: asDate(row['Release Date']),
    genre: text(row['Major Genre']),
    gross: number(row['Worldwide Gross']),
    budget: number(row['Production Budget']),
    rating: number(row['IMDB Rating']),
    tomatoes: number(row['Rotten Tomatoes Rating']),
  }));
}

export async function readWeather(): Promise<Weather[]> {
  const [, ...lines] = (await readFile(new URL('seattle-weather.csv', DATA), 'utf8')).trim().split(/\r?\n/);
  return lines.map((line) => {
    const [date = '', precipitation, max, min, wind, weather = ''] = line.split(',');
    return {
      date,
      precipitation: Number(precipitation),
      max: Number(max),
      min: Number(min),
      wind: Number(wind),
      weather,
    };
  });
}

export async function readCountries(): Promise<Country[]> {
  const rows = JSON.parse(await readFile(new URL('gapminder.json', DATA), 'utf8')) as {
    year: number;
    country: string;
    pop: number;
    life_expect: number;
    fertility: number;
  }[];
  return rows.map((row) => ({
    year: row.year,
    country: row.country,
    population: row.pop,
    lifeExpectancy: row.life_expect,
    fertility: row.fertility,
  }));
}

/** "Jun 12 1998" as 1998-06-12; what is no such date (the set has a few) as null. */
function asDate(value: unknown): string | null {
  const date =
    typeof value === 'string' && /^[A-Z][a-z]{2} \d{1,2} \d{4}$/.test(value) ? new Date(`${value} UTC`) : null;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString().slice(0, 10) : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
