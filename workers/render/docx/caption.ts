import type { Run } from '../content/content.ts';
import { runsDirection, runsXml } from './runs.ts';
import type { Writing } from './writing.ts';

/** The words below a figure, or above a table: closer to it than to the text before it. */
export function* captionXml(caption: Run[], writing: Writing, place: 'below' | 'above'): Generator<string> {
  const direction = runsDirection(caption, writing.language);
  const above = { keepNext: true, spaceBefore: 8, spaceAfter: 5 };
  yield writing.openParagraph({ style: 'Caption', direction, ...(place === 'above' && above) });
  yield* runsXml(caption, direction, writing);
  yield '</w:p>';
}
