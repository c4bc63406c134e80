import type { Tokens } from 'marked';
import type { Callout, Run } from '../content.ts';
import { blocksRuns, type PictureToRuns } from './list-items.ts';

const MARK = /^\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/;
const TONES: Record<string, Callout['tone']> = {
  NOTE: 'info',
  TIP: 'success',
  IMPORTANT: 'info',
  WARNING: 'warning',
  CAUTION: 'danger',
};

/** A quotation that begins with `[!NOTE]` or its like is a box that stands out; null for any other. */
export function calloutOf(quote: Tokens.Generic, toRuns: PictureToRuns): Callout | null {
  const [first, ...others] = quote.tokens ?? [];
  const kind = first?.type === 'paragraph' ? MARK.exec(String((first as Tokens.Paragraph).text))?.[1] : undefined;
  const tone = kind === undefined ? undefined : TONES[kind];
  if (kind === undefined || !tone || !first) return null;
  const title = kind.charAt(0) + kind.slice(1).toLowerCase();
  return { type: 'callout', tone, title, runs: withoutMark(blocksRuns([first, ...others], toRuns), kind) };
}

/** The mark and the line end behind it, which as part of a paragraph has become a space. */
function withoutMark(runs: Run[], kind: string): Run[] {
  const mark = new RegExp(`^\\s*\\[!${kind}\\]\\s*`);
  return runs
    .map((run, at) => (at === 0 ? { ...run, text: run.text.replace(mark, '') } : run))
    .filter(({ text }) => text !== '');
}
