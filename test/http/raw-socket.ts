import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestApi } from '../helpers/api.ts';
import type { Answer } from './calls.ts';

/** Opens a connection on which anything can be written. */
export async function openSocket(api: TestApi): Promise<Socket> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.on('error', () => undefined); // the server may close it first
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are, and reads until the server closes the connection. */
export async function sendRaw(api: TestApi, request: string | Buffer): Promise<string> {
  const socket = await openSocket(api);
  socket.write(request);
  return readToEnd(socket);
}

export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** The one answer in what came over a connection. */
export function parseAnswer(text: string): Answer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const body = rest.join('\r\n\r\n');
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, text: body, json: body ? JSON.parse(body) : undefined };
}
