import { createContext, useContext, useState, type ReactElement, type ReactNode } from 'react';
import { createClient, type ClientOptions, type PressroomClient } from '../client/index.ts';

const ClientContext = createContext<PressroomClient | null>(null);

export interface PressroomProviderProps extends Pick<ClientOptions, 'baseUrl' | 'token' | 'shareAcrossTabs'> {
  /** A client of your own, instead of `baseUrl` and `token`. It is yours to close. */
  client?: PressroomClient;
  children?: ReactNode;
}

/** Gives everything below it one client, and so one live connection. */
export function PressroomProvider({ client, children, ...options }: PressroomProviderProps): ReactElement {
  // It opens nothing until it is used and closes by itself, so the second one that StrictMode makes costs nothing.
  const [own] = useState(() => (client ? null : createClient(options)));
  return <ClientContext.Provider value={client ?? own}>{children}</ClientContext.Provider>;
}

/** The client of the nearest provider. @throws Error where there is none. */
export function usePressroom(): PressroomClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('Put a <PressroomProvider> around what uses Pressroom.');
  return client;
}
