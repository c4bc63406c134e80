/** What has come back so far: nothing whole yet, or the answer, and whether it says that all was committed. */
export type Verdict = 'incomplete' | 'committed' | 'refused';

/** ReadyForQuery, outside a transaction: the last message of an answer to a commit. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** Reads what Postgres answers to a commit, or to a statement outside a transaction. */
export function readReply(reply: Buffer): Verdict {
  if (messageTypes(reply).includes('E')) return 'refused'; // a FATAL error is the last word
  if (!reply.subarray(-READY.length).equals(READY)) return 'incomplete';
  return reply.includes('ROLLBACK\0') ? 'refused' : 'committed'; // of a transaction that had failed before
}

function messageTypes(bytes: Buffer): string {
  let types = '';
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readUInt32BE(at + 1))
    types += String.fromCharCode(bytes[at]!);
  return types;
}
