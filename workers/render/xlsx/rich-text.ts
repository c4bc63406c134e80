import type { Run } from '../content/content.ts';
import { xmlAttributes } from '../ooxml/xml.ts';
import type { Theme } from '../theme/theme.ts';
import { FONT_SIZE } from './styles.ts';
import { cellText, MAX_CELL_CHARACTERS, textElement } from './text-cells.ts';

/** Whether the runs have looks of their own within the cell. */
export function isRich(runs: Run[]): boolean {
  return runs.some(({ bold, italic, strike, code }) => bold || italic || strike || code) || linksWithin(runs);
}

/** The first address that the runs lead to: a cell has one at most. */
export function linkOf(runs: Run[]): string | null {
  return runs.find(({ link }) => link !== undefined)?.link ?? null;
}

export function hasSeveralLinks(runs: Run[]): boolean {
  return new Set(runs.flatMap(({ link }) => link ?? [])).size > 1;
}

/** The runs as the content of an `is` element (ECMA-376 part 1, 18.4.4), cut at what a cell can hold. */
export function richTextRuns(runs: Run[], theme: Theme): string {
  let left = MAX_CELL_CHARACTERS;
  let xml = '';
  for (const run of runs) {
    const text = cellText(run.text).slice(0, left);
    if (text === '') continue;
    left -= text.length;
    xml += `<r>${lookXml(run, theme)}${textElement(text)}</r>`;
  }
  return xml;
}

function linksWithin(runs: Run[]): boolean {
  return linkOf(runs) !== null && runs.some(({ link, text }) => link === undefined && text !== '');
}

function lookXml({ bold, italic, strike, code, link }: Run, { fonts, colors }: Theme): string {
  const color = link === undefined ? colors.text : colors.accent;
  return (
    `<rPr>${bold ? '<b/>' : ''}${italic ? '<i/>' : ''}${strike ? '<strike/>' : ''}${link === undefined ? '' : '<u/>'}` +
    `<sz val="${FONT_SIZE}"/><color rgb="FF${color}"/>` +
    `<rFont${xmlAttributes({ val: code ? fonts.mono : fonts.body })}/><family val="${code ? 3 : 2}"/></rPr>`
  );
}
