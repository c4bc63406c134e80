import type { Sight } from '../world.ts';
import type { Step } from './step.ts';

/** All that was seen from outside, in one order: moments are counted, not measured. */
export interface History {
  calls: PastCall[];
  looks: Look[];
  notes: Note[];
  /** Statements that had to wait for a lock; not counted when chance rules. */
  waits: number;
  /** Transactions that Postgres undid because they waited for one another in a circle. */
  deadlocks: number;
}

/** A command, from its call to its answer. */
export interface PastCall {
  actor: string;
  title: string;
  began: number;
  ended: number;
  /** What it answered, or threw, for a person to read. */
  answer: string;
  /** What the model must make of it. */
  step: Step;
  /** Every time that the clock may have shown meanwhile. */
  times: number[];
}

/** What everybody could see at one moment. */
export interface Look {
  began: number;
  ended: number;
  times: number[];
  sights: Map<string, Sight>;
}

/** A line of the trace. */
export interface Note {
  at: number;
  actor: string;
  text: string;
}
