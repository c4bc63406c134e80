import { AlignmentType, type ILevelsOptions, type INumberingOptions, LevelFormat } from 'docx';
import { type ListItem, MAX_LIST_DEPTH } from './blocks.ts';

type NumberingConfig = INumberingOptions['config'][number];

/** What ties a paragraph to a list of Word's: which list, which of its runs of numbers, and how deep. */
export interface NumberedParagraph {
  reference: string;
  level: number;
  instance: number;
}

const INDENT_TWIPS = 360;
const BULLETS = ['•', '–', '▪'];
const BULLET_REFERENCE = 'bullets';

/** Hands out Word's list references to items. Word counts by itself: every run of numbers is an instance of its own. */
export interface ListNumbering {
  forItem(item: ListItem): NumberedParagraph;
  /** Called at the end of each list: the next one starts its numbers anew. */
  endList(): void;
  /** The definitions of all the lists that were handed out. */
  configs(): NumberingConfig[];
}

export function listNumbering(): ListNumbering {
  const starts = new Set<number>();
  let instances = 0;
  /** By depth: the run of numbers that is going on, and the number that would continue it. */
  let runs: ({ instance: number; start: number; next: number } | undefined)[] = [];
  return {
    forItem({ depth, number }) {
      runs.length = depth + 1;
      if (number === null) return { reference: BULLET_REFERENCE, level: depth, instance: 0 };
      const going = runs[depth];
      const run = going?.next === number ? going : { instance: (instances += 1), start: number, next: number };
      starts.add(run.start);
      runs[depth] = { ...run, next: number + 1 };
      return { reference: numbersFrom(run.start), level: depth, instance: run.instance };
    },
    endList() {
      runs = [];
    },
    configs: () => [bulletConfig(), ...[...starts].map(numberConfig)],
  };
}

function numbersFrom(start: number): string {
  return `numbers-from-${start}`;
}

function bulletConfig(): NumberingConfig {
  return {
    reference: BULLET_REFERENCE,
    levels: levels((level) => ({ format: LevelFormat.BULLET, text: BULLETS[level % BULLETS.length] ?? '•' })),
  };
}

function numberConfig(start: number): NumberingConfig {
  return {
    reference: numbersFrom(start),
    levels: levels((level) => ({ format: LevelFormat.DECIMAL, text: `%${level + 1}.`, start })),
  };
}

function levels(look: (level: number) => Omit<ILevelsOptions, 'level'>): ILevelsOptions[] {
  return Array.from({ length: MAX_LIST_DEPTH + 1 }, (_, level) => ({
    level,
    alignment: AlignmentType.START,
    style: { paragraph: { indent: { left: INDENT_TWIPS * (level + 1), hanging: INDENT_TWIPS } } },
    ...look(level),
  }));
}
