import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { type Connection, createClient, isPassing, type PressroomClient, PressroomError } from '../../client/index.ts';
import type { Identity } from '../../client/index.ts';
import { forgetToken, keptToken, keepToken } from './kept-token.ts';

/** Who is here, and how to reach the service. */
export interface Session {
  client: PressroomClient;
  me: Identity;
  /** Null where nobody has to sign in. */
  signOut: (() => void) | null;
}

/** Before there is a session: it is being asked who is here, a key is wanted, or the service cannot say. */
export type Entrance =
  | { kind: 'asking' }
  | { kind: 'key-wanted'; fault: string | null; signIn: (token: string, keep: boolean) => void }
  | { kind: 'unreachable'; error: PressroomError; again: () => void }
  | { kind: 'in'; session: Session };

/** The page's own folder: the service, whatever path a proxy has put before it. */
const BASE_URL = new URL('.', window.location.href.split('#', 1)[0]).href.replace(/\/$/, '');

let current: { token: string | null; client: PressroomClient } | undefined;

/** One client for the whole page: all that is watched shares its connection. */
function clientFor(token: string | null): PressroomClient {
  if (current?.token === token) return current.client;
  current?.client.close();
  current = { token, client: createClient({ baseUrl: BASE_URL, ...(token ? { token } : {}) }) };
  return current.client;
}

/** Between two looks whether a service that could not be reached is there again. */
const AGAIN_MS = 3_000;

export function useEntrance(): Entrance {
  const [token, setToken] = useState(keptToken);
  const [round, setRound] = useState(0);
  const [asked, setAsked] = useState<{ client: PressroomClient; me: Identity | PressroomError } | null>(null);
  const client = clientFor(token);
  useEffect(() => {
    const stop = new AbortController();
    const take = (me: Identity | PressroomError): void => setAsked({ client, me });
    client.call('whoami', { signal: stop.signal }).then(take, (error: unknown) => {
      if (!stop.signal.aborted && error instanceof PressroomError) take(error);
    });
    return () => stop.abort();
  }, [client, round]);

  const me = asked?.client === client ? asked.me : null;
  useEffect(() => {
    if (!(me instanceof PressroomError) || !isPassing(me)) return undefined;
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [me]);

  const signIn = (given: string, keep: boolean): void => {
    keepToken(given, keep);
    setToken(given);
    again();
  };
  if (me === null) return { kind: 'asking' };
  if (!(me instanceof PressroomError)) return { kind: 'in', session: { client, me, signOut: token ? signOut : null } };
  if (me.status === 401) return { kind: 'key-wanted', fault: token ? me.message : null, signIn };
  return { kind: 'unreachable', error: me, again };

  function again(): void {
    setRound((old) => old + 1);
  }
  function signOut(): void {
    forgetToken();
    setToken(null);
  }
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** @throws outside of a SessionProvider */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session here');
  return session;
}

export function useClient(): PressroomClient {
  return useSession().client;
}

/** Whether the credential allows something; what it does not allow is not offered. */
export function useMay(): (scope: Identity['scopes'][number]) => boolean {
  const { me } = useSession();
  return (scope) => me.scopes.includes(scope) || me.scopes.includes('admin');
}

export function useConnection(): Connection {
  const client = useClient();
  return useSyncExternalStore(
    (listener) => client.onConnection(listener),
    () => client.connection,
  );
}
