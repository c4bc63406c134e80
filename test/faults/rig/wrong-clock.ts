import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Keeper } from './keeper.ts';

/** How wrong the wall clock of a process is. */
export interface WrongClock {
  /** Negative: it is behind. */
  aheadMs: number;
  /** 2: it goes twice as fast from now on. */
  rate: number;
}

export const HOUR_MS = 3_600_000;

const PRELOAD = fileURLToPath(new URL('./jumping-clock.ts', import.meta.url));

/** What a process is started with so that its clock is wrong, and how it is set while the process runs. */
export interface ClockControl {
  nodeArguments: string[];
  environment: Record<string, string>;
  set(clock: WrongClock): void;
}

export function wrongClock(clock: WrongClock, keeper: Keeper): ClockControl {
  const folder = mkdtempSync(join(tmpdir(), 'pressroom-clock-'));
  keeper.directory(folder);
  const file = join(folder, 'clock.json');
  const set = (next: WrongClock): void => writeFileSync(file, JSON.stringify(next));
  set(clock);
  return { nodeArguments: ['--import', PRELOAD], environment: { JUMPING_CLOCK_FILE: file }, set };
}
