import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A request to an API. */
export interface Upstream {
  /** Its body goes in here. */
  request: ClientRequest;
  /** The answer, when it begins; null: there will be none. */
  answer: Promise<IncomingMessage | null>;
}

/**
 * Sends the head of a request on to the first of these ports that takes a connection.
 *
 * @returns null when none does: nothing was sent then
 */
export async function openUpstream(incoming: IncomingMessage, ports: readonly number[]): Promise<Upstream | null> {
  const socket = await connectToFirst(ports);
  if (!socket) return null;
  const { method, url: path, rawHeaders } = incoming;
  const headers = [...endToEnd(rawHeaders), 'Connection', 'close'];
  const outgoing = request({ method, path, headers, createConnection: () => socket });
  const { promise: answer, resolve } = Promise.withResolvers<IncomingMessage | null>();
  outgoing.on('response', (response) => resolve(response.on('error', () => {}))); // whoever reads on is told of it too
  outgoing.on('error', () => {}).once('close', () => resolve(null));
  outgoing.flushHeaders();
  return { request: outgoing, answer };
}

/** Headers as they came, without those that are about one connection (RFC 9110, 7.6.1). */
export function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => !/^(connection|keep-alive)$/i.test(rawHeaders[index - (index % 2)]!));
}

async function connectToFirst(ports: readonly number[]): Promise<Socket | null> {
  for (const port of ports) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (isOpen) return socket;
  }
  return null;
}
