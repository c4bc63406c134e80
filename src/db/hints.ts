/**
 * Hints are wake-ups between processes: "look there". They carry no data, and losing one costs only latency, because
 * everyone who waits for a hint also looks by itself about once a second.
 *
 * - `job` (key: job id): the job has new events
 * - `work` (key: job type): a job of this type may be claimed
 * - `cancel` (key: job id): a running job was asked to stop
 * - `feed` (key: tenant): the tenant's feed has new events
 * - `bulk` (key: its id): there is a bulk action to work on
 */
export type HintTopic = 'job' | 'work' | 'cancel' | 'feed' | 'bulk';

export interface Hint {
  topic: HintTopic;
  key: string;
}

export const HINT_CHANNEL = 'pressroom';

/** Postgres refuses a payload of 8,000 bytes. */
export const MAX_PAYLOAD_BYTES = 7_900;

/** One NOTIFY payload per chunk that fits, duplicates dropped. Keys are percent-encoded: no key can forge another hint. */
export function encodeHints(hints: Hint[]): string[] {
  const words = new Set(hints.map((hint) => `${hint.topic}:${encodeURIComponent(hint.key)}`));
  const payloads: string[] = [];
  let current = '';
  for (const word of words) {
    if (current && current.length + 1 + word.length > MAX_PAYLOAD_BYTES) {
      payloads.push(current);
      current = '';
    }
    if (word.length <= MAX_PAYLOAD_BYTES) current = current ? `${current} ${word}` : word;
  }
  if (current) payloads.push(current);
  return payloads;
}

/** The reverse of `encodeHints`; words of another shape (a newer version's, a stranger's) are passed over. */
export function decodeHints(payload: string): Hint[] {
  const hints: Hint[] = [];
  for (const word of payload.split(' ')) {
    const match = /^(job|work|cancel|feed|bulk):(\S+)$/.exec(word);
    if (match?.[1] && match[2]) hints.push({ topic: match[1] as HintTopic, key: decodeKey(match[2]) });
  }
  return hints;
}

function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
