import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MUTANTS } from './mutant-list.ts';

test.each(MUTANTS)('the code has still what it would not have any more: $name', ({ file, edits }) => {
  const code = readFileSync(file, 'utf8');
  expect(edits.map(([from]) => from).filter((from) => !code.includes(from))).toEqual([]);
});
