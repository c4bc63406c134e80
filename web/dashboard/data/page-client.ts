import { createClient, type PressroomClient } from '../../client/index.ts';

/** The page's own folder: the service, whatever path a proxy has put before it. */
const BASE_URL = new URL('.', window.location.href.split('#', 1)[0]).href.replace(/\/$/, '');

let current: { token: string | null; client: PressroomClient } | undefined;
const listeners = new Set<(client: PressroomClient) => void>();

/** One client for the whole page: all that is watched shares its connection. */
export function clientFor(token: string | null): PressroomClient {
  if (current?.token === token) return current.client;
  current?.client.close();
  const client = createClient({ baseUrl: BASE_URL, ...(token && { token }), fetch: telling(() => client) });
  current = { token, client };
  return client;
}

/** Calls back whenever the service asks a client who it is: a key may end at any request. @returns how to stop. */
export function onRefused(listener: (client: PressroomClient) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether the service takes a key, tried before the page goes by it. @throws PressroomError */
export async function tryKey(token: string): Promise<void> {
  const trial = createClient({ baseUrl: BASE_URL, token });
  await trial.call('whoami').finally(() => trial.close());
}

function telling(client: () => PressroomClient): typeof fetch {
  return async (...request) => {
    const answer = await fetch(...request);
    if (answer.status === 401) listeners.forEach((listener) => listener(client()));
    return answer;
  };
}
