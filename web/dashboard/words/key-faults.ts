import { PressroomError } from '../../client/index.ts';

/** The characters that may stand after `Bearer` (RFC 6750, 2.1), and no more than any token has: others cannot even be sent. */
const KEY = /^[\w.~+/-]{1,8192}={0,2}$/;

export function isKey(text: string): boolean {
  return KEY.test(text);
}

export const NO_KEY =
  'This is not a key: keys have letters, digits and a few signs only. Copy all of it, and nothing else.';

export const KEY_ENDED =
  'Your key is not valid any more: it was revoked, or it has expired. Sign in again, and the page goes on where it was.';

/** Why a key was not taken, in a sentence, and what to do next. */
export function keyFault(error: unknown): string {
  if (!(error instanceof PressroomError)) return 'Something went wrong in this page. Load it again.';
  if (error.status !== 401) return error.message;
  return 'The service does not know this key, or it has ended. Check that all of it was copied, or ask for a new one.';
}
