import { setImmediate } from 'node:timers/promises';
import type { Block } from '../content/content.ts';
import type { RenderControls } from '../controls.ts';

/** How a long piece of work stays polite: it tells how far it is, lets others have their turn, and stops when told to. */
export interface Pace {
  /** Called for each piece of work that is done; cheap. Throws the signal's reason once it is aborted. */
  step(kind: 'block' | 'row'): Promise<void> | void;
  /** For work between the steps. */
  breathe(): Promise<void> | void;
}

const REPORTS = 20;
const FROM_PERCENT = 5;
const TO_PERCENT = 95;
/** Far below what a heartbeat or a request would notice. */
const TURN_MILLISECONDS = 12;
/** Of a table that does not say how long it is. */
const ROWS_BETWEEN_MESSAGES = 10_000;

export function newPace(controls: RenderControls, blocks: readonly Block[]): Pace {
  const total = blocks.reduce((sum, block) => sum + 1 + rowsOf(block), 0);
  let done = 0;
  let reported = 0;
  let rows = 0;
  let turnBegan = performance.now();
  const breathe = (): Promise<void> | void => {
    controls.signal.throwIfAborted();
    if (performance.now() - turnBegan < TURN_MILLISECONDS) return;
    return setImmediate().then(() => {
      turnBegan = performance.now();
      controls.signal.throwIfAborted();
    });
  };
  const step: Pace['step'] = (kind) => {
    done += 1;
    if (kind === 'row') rows += 1;
    const portion = Math.floor((Math.min(done, total) / total) * REPORTS);
    if (portion > reported) {
      reported = portion;
      const percent = Math.round(FROM_PERCENT + ((TO_PERCENT - FROM_PERCENT) * portion) / REPORTS);
      return controls.report({ percent, stage: 'writing' }).then(breathe);
    }
    if (kind === 'row' && done > total && rows % ROWS_BETWEEN_MESSAGES === 0) {
      return controls.report({ stage: 'writing', message: `${rows} rows` }).then(breathe);
    }
    return breathe();
  };
  return { step, breathe };
}

function rowsOf(block: Block): number {
  return block.type === 'table' ? (block.table.rowCount ?? 0) : 0;
}
