import { readFileSync } from 'node:fs';

/** The real data sets, from the npm package vega-datasets. */
const FOLDER = new URL('../../node_modules/vega-datasets/data/', import.meta.url);

export type DataRecord = Record<string, string | number | boolean | null>;

/** A data set that is a list of objects. */
export function jsonRecords(name: string): DataRecord[] {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as DataRecord[];
}

/** A data set as CSV text, whole or its first lines. */
export function csvText(name: string, lines = Infinity): string {
  return readFileSync(new URL(name, FOLDER), 'utf8').trim().split(/\r?\n/).slice(0, lines).join('\n');
}

/** The values of a CSV data set without quotes in it, line by line, without its header. */
export function csvRows(name: string): string[][] {
  return csvText(name)
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function average(numbers: number[]): number {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
}

export function rounded(number: number, digits = 1): number {
  return Number(number.toFixed(digits));
}
