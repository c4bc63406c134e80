import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { type Connection, isPassing, type PressroomClient, PressroomError } from '../../client/index.ts';
import type { Identity } from '../../client/index.ts';
import { isKey, KEY_ENDED, keyFault, NO_KEY } from '../words/key-faults.ts';
import { forgetToken, keepToken, keptToken, onTokenKept } from './kept-token.ts';
import { clientFor, onRefused, tryKey } from './page-client.ts';

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
  | { kind: 'key-wanted'; fault: string | null; signIn: SignIn }
  | { kind: 'unreachable'; error: PressroomError; again: () => void }
  | { kind: 'in'; session: Session };

/** @returns what is wrong with the key, in a sentence; null: it is taken */
export type SignIn = (token: string, keep: boolean) => Promise<string | null>;

/** Between two looks whether a service that could not be reached is there again. */
const AGAIN_MS = 3_000;

export function useEntrance(): Entrance {
  const [token, setToken] = useState(keptToken);
  const [fault, setFault] = useState<string | null>(null);
  const client = clientFor(token);
  const [me, again] = useWhoami(client);
  // It may also be that no key is needed any more: that is asked next.
  const leave = useCallback(
    (why: string | null) => {
      forgetToken();
      setFault(why);
      setToken(null);
      again();
    },
    [again],
  );
  useEffect(() => onTokenKept(() => setToken(keptToken())), []);
  const isRefused = me instanceof PressroomError && me.status === 401;
  const isIn = me !== null && !(me instanceof PressroomError);
  useEffect(
    () => onRefused((refused) => refused === client && (token || isIn) && leave(token && KEY_ENDED)),
    [client, token, isIn, leave],
  );

  const signIn: SignIn = async (given, keep) => {
    const wrong = isKey(given) ? await tryKey(given).then(() => null, keyFault) : NO_KEY;
    if (wrong) return wrong;
    keepToken(given, keep);
    setToken(given);
    return null;
  };
  if (me === null || (isRefused && token)) return { kind: 'asking' };
  if (isRefused) return { kind: 'key-wanted', fault, signIn };
  if (me instanceof PressroomError) return { kind: 'unreachable', error: me, again };
  return { kind: 'in', session: { client, me, signOut: token ? () => leave(null) : null } };
}

/** @returns who the client's key belongs to, null while that is asked, and how to ask again */
function useWhoami(client: PressroomClient): [Identity | PressroomError | null, () => void] {
  const [round, setRound] = useState(0);
  const [asked, setAsked] = useState<{ client: PressroomClient; me: Identity | PressroomError } | null>(null);
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
    const timer = setTimeout(() => setRound((old) => old + 1), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [me]);
  const again = useCallback(() => {
    setAsked(null);
    setRound((old) => old + 1);
  }, []);
  return [me, again];
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
