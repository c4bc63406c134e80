/** How long things may take on the connections of a pool. */
export interface PoolLimits {
  /** How long a caller waits for a connection while all of them are in use. */
  busyMs: number;
  /** The same while there is room for one more, which takes its time to be made. */
  connectMs: number;
  /** The server ends a statement that takes longer. */
  statementMs: number;
  /** A statement is given up, and its connection with it. Longer than statementMs: by then the server does not answer at all. */
  answerMs: number;
  /** The same for all statements of a transaction together. */
  transactionMs: number;
}

/** For work that nobody waits for, and for whole files. */
export const PATIENT: PoolLimits = {
  busyMs: 5_000,
  connectMs: 5_000,
  statementMs: 30_000,
  answerMs: 35_000,
  transactionMs: Infinity,
};

/** For requests: whoever waits for an answer is told within some five seconds that there is none now. */
export const PROMPT: PoolLimits = {
  busyMs: 1_000,
  connectMs: 3_000,
  statementMs: 4_000,
  answerMs: 4_500,
  transactionMs: 4_500,
};
