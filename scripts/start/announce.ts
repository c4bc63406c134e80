import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../src/errors.ts';
import { localAddress, type Settings } from './settings.ts';

const POLL_MS = 100;
const ANSWER_TIMEOUT_MS = 2_000;
/** After so long without being ready the person is told why, once. */
const PATIENCE_MS = 30_000;

const FIRST_JOB = {
  type: 'spreadsheet',
  title: 'First sheet',
  input: {
    sheets: [
      { name: 'Hello', columns: [{ header: 'Word' }, { header: 'Count', type: 'integer' }], rows: [['pressroom', 1]] },
    ],
  },
};

/** Waits until the API is ready and prints where everything is. Ends early when the service is stopped. */
export async function announceWhenReady(
  settings: Settings,
  database: string,
  stop: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const address = localAddress(settings);
  const impatientAt = performance.now() + PATIENCE_MS;
  let told = false;
  while (!stop.aborted) {
    const answer = await askReady(address, stop);
    if (answer === 'ready') return say(welcome(address, database, await needsCredential(address, stop)));
    if (!told && performance.now() > impatientAt) {
      told = true;
      say(`The service is not ready yet: ${answer}`);
    }
    await delay(POLL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** The lines that a newcomer needs; the last one works when pasted. */
function welcome(address: string, database: string, credential: boolean): string {
  const authorization = credential ? ` -H 'authorization: Bearer YOUR-KEY'` : '';
  return `
Pressroom is ready. Ctrl-C stops it.

  Dashboard   ${address}/
  API         ${address}/api
  Swagger UI  ${address}/docs
  Database    ${database}

A first job, and its file when it is done:

curl -s -X POST ${address}/api/jobs -H 'content-type: application/json' -H 'prefer: wait=20'${authorization} -d '${JSON.stringify(FIRST_JOB)}'
`;
}

/** 'ready', or what is in the way. */
async function askReady(address: string, stop: AbortSignal): Promise<string> {
  try {
    const response = await fetch(`${address}/readyz`, {
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    const body = await response.text();
    return response.ok ? 'ready' : body;
  } catch (error) {
    // fetch itself only says that it failed.
    return messageOf(error instanceof Error && error.cause ? error.cause : error);
  }
}

async function needsCredential(address: string, stop: AbortSignal): Promise<boolean> {
  const response = await fetch(`${address}/api/job-types`, { signal: stop }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 401;
}
