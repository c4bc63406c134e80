import type { Block } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';

/** How much of a document is drawn, as it is told. */
export interface Progress {
  /** A part of the block that is being drawn is done: a row of a table. */
  step(block: Block): Promise<void>;
  /** A block is done. */
  finished(at: number): Promise<void>;
}

/** Rows that pass in the time of a paragraph. */
const ROWS_A_BLOCK = 4;
const UNKNOWN_ROWS = 100;
const FIRST_PERCENT = 2;
const LAST_PERCENT = 95;
const STEP_PERCENT = 4;

/** Tells of about every twenty-fifth part of the blocks and rows. */
export function newProgress(blocks: readonly Block[], controls: Pick<RenderControls, 'report'>): Progress {
  const weights = blocks.map(weightOf);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let [done, rows, told] = [0, 0, 0];
  const tell = async (share: number): Promise<void> => {
    const percent = FIRST_PERCENT + Math.floor(share * (LAST_PERCENT - FIRST_PERCENT));
    if (percent < told + STEP_PERCENT) return;
    told = percent;
    await controls.report({ percent, stage: 'writing' });
  };
  return {
    async step(block) {
      if (block.type !== 'table') return;
      rows += 1;
      await tell((done + Math.min(rows / ROWS_A_BLOCK, weightOf(block))) / whole);
    },
    async finished(at) {
      done += weights[at] ?? 0;
      rows = 0;
      await tell(done / whole);
    },
  };
}

function weightOf(block: Block): number {
  if (block.type !== 'table') return 1;
  return 1 + (block.table.rowCount ?? UNKNOWN_ROWS) / ROWS_A_BLOCK;
}
