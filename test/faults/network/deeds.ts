import type { FrontendMessage } from './frontend-messages.ts';

/** What a transaction of the service is there for, if it is one that the suite waits for. */
export type Deed = 'claim' | 'settle' | 'progress' | 'create';

/** A transaction is known by statements that it holds all of. One that finds nothing to do stops before the last. */
const MARKS: Readonly<Record<Deed, readonly RegExp[]>> = {
  claim: [/\bcheckpoint from pressroom\.document_jobs/], // reads the work of what was claimed
  settle: [/retry_count::text\) = any/i, /update pressroom\.document_jobs/], // the queue's fenced write, and the row's
  progress: [/'progress', attempt/], // the event
  create: [/insert into pressroom\.document_jobs/],
};
const DEEDS = Object.keys(MARKS) as Deed[];
const ALL_MARKS = Object.values(MARKS).flat();

/**
 * Follows a connection's transactions: told of each message, it answers with what that message commits. Within a
 * transaction that is `commit`; a statement outside of one is committed by its Sync, or by being a Query.
 */
export function deedReader(): (message: FrontendMessage) => Deed[] {
  const seen = new Set<RegExp>();
  let isOpen = false;

  function end(): Deed[] {
    const done = DEEDS.filter((deed) => MARKS[deed].every((mark) => seen.has(mark)));
    seen.clear();
    isOpen = false;
    return done;
  }
  return ({ type, sql }) => {
    for (const mark of ALL_MARKS) if (mark.test(sql)) seen.add(mark);
    const isCommit = sql === 'commit' || (!isOpen && (type === 'Q' || type === 'S'));
    if (sql === 'begin') isOpen = true;
    else if (sql === 'rollback') end();
    else if (isCommit) return end();
    return [];
  };
}
