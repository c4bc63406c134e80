import type { Connection } from '../../client/index.ts';
import type { ConnectionState } from './sidebar.tsx';

const TRANSPORTS: Readonly<Record<Connection['transport'], string>> = {
  sse: 'Changes come as they happen.',
  'long-poll': 'Something between here and the service holds streams back; changes come a little later.',
  poll: 'Something between here and the service holds answers back; changes come every few seconds.',
};

const OFFLINE: ConnectionState = {
  tone: 'warn',
  word: 'Offline',
  detail: 'This device has no network. It goes on by itself when the network is back.',
};

/** How live the page is, in a word. @param isOnline what the browser knows of the network */
export function connectionState(
  { state, transport, error, isShared }: Connection,
  isOnline = navigator.onLine,
): ConnectionState {
  const shared = isShared ? ' This tab shares the connection of another one.' : '';
  switch (state) {
    case 'live':
      if (transport === 'sse') return { tone: 'ok', word: 'Live', detail: TRANSPORTS.sse + shared };
      return {
        tone: 'warn',
        word: transport === 'poll' ? 'Polling' : 'Nearly live',
        detail: TRANSPORTS[transport] + shared,
      };
    case 'connecting':
      if (error && !isOnline) return OFFLINE;
      return error
        ? { tone: 'warn', word: 'Reconnecting', detail: `${error.message} It is tried again by itself.` }
        : { tone: 'idle', word: 'Connecting', detail: 'The connection is being made.' };
    case 'failed':
      return { tone: 'bad', word: 'Not connected', detail: error?.message ?? 'Load the page again.' };
    case 'idle':
      return { tone: 'idle', word: 'At rest', detail: 'Nothing here needs to be live.' };
  }
}
