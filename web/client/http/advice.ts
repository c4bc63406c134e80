import type { ProblemCode } from '../contract.ts';

/** Why a call failed: the service's own codes, and what never reached it or was not its answer. */
export type ErrorCode = ProblemCode | 'network' | 'not-pressroom' | 'closed';

/** What a person can do next. One sentence each, true whatever the call was. */
const ADVICE: Record<ErrorCode, string> = {
  'invalid-json': 'This is a fault of the page: tell the people who run it.',
  'invalid-encoding': 'This is a fault of the page: tell the people who run it.',
  'invalid-parameter': 'Check what was asked for and try again.',
  unauthenticated: 'Sign in again, then come back to this page.',
  forbidden: 'Ask the owner of the job, or sign in with an account that may do this.',
  'not-found': 'Check the address; if it is right, the job belongs to somebody else or never was.',
  'result-not-ready': 'Wait until the job is completed, then try again.',
  'method-not-allowed': 'This is a fault of the page: tell the people who run it.',
  'not-acceptable': 'This is a fault of the page: tell the people who run it.',
  'request-timeout': 'The connection is slow: try again.',
  conflict: 'Look at how the job is doing now, then try again.',
  'already-retried': 'Open the job that was made the first time.',
  'no-result': 'Run the job again to get a result.',
  'idempotency-in-progress': 'Wait a moment, then try again.',
  'cursor-ahead': 'Load the page again.',
  gone: 'It was deleted, or kept as long as was asked for; create a new job to make it again.',
  'cursor-expired': 'Load the page again.',
  'payload-too-large': 'Send less, or upload the data as a file and name it in the job.',
  'uri-too-long': 'Ask for less at once.',
  'unsupported-media-type': 'This is a fault of the page: tell the people who run it.',
  'range-not-satisfiable': 'Download the whole file again.',
  'misdirected-request': 'Open the service under the address that it was set up for.',
  'validation-failed': 'Correct what is named and send it again.',
  'idempotency-key-reused': 'Send it once more as a new request.',
  'too-many-requests': 'Wait a moment, then try again.',
  'headers-too-large': 'Clear the cookies of this site, then try again.',
  internal: 'Try again; if it happens once more, tell the people who run the service.',
  unavailable: 'Wait a moment, then try again.',
  network: 'Check the connection; it is tried again by itself.',
  'not-pressroom': 'Check that the address leads to the jobs service.',
  closed: 'Load the page again.',
};

/** The sentence for a code; for one that is younger than this client, by its status. */
export function adviceFor(code: string, status: number): string {
  if (Object.hasOwn(ADVICE, code)) return ADVICE[code as ErrorCode];
  return status >= 500 ? ADVICE.internal : ADVICE['invalid-parameter'];
}
