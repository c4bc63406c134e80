import type { RichText } from '../../../src/documents/model.ts';
import type { Run } from './content.ts';

/** A text as it was sent, as runs; empty ones are dropped. */
export function runsOf(text: RichText): Run[] {
  const pieces = typeof text === 'string' ? [text] : text;
  return pieces
    .map((piece): Run => (typeof piece === 'string' ? { text: piece } : { ...piece }))
    .map(({ text: words, link, ...looks }) => ({
      text: withLineFeeds(words),
      ...looks,
      ...(link === undefined ? {} : { link: canonicalLink(link) }),
    }))
    .filter(({ text: words }) => words !== '');
}

/** The words of runs, without their looks. */
export function textOf(runs: Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Every line end of Unix, Windows and old Macs as the one line feed that the writers know. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** An address as every program takes it: letters beyond ASCII and other marks are escaped. */
export function canonicalLink(address: string): string {
  return URL.parse(address)?.href ?? address;
}
