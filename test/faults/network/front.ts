import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { holdBack } from './hold-back.ts';
import { endToEnd, openUpstream, type Upstream } from './upstream.ts';

/**
 * The load balancer between clients and the APIs: to each in its turn, or to the next one that takes a connection. Where
 * there is no answer the client's connection is closed without one. Streams pass as they come.
 */
export interface Front {
  readonly port: number;
  heal(): void;
  /**
   * Sends each POST twice, at the same time, to two APIs (if there are two). The client gets the answer that comes
   * second, and the first if there is no second; else the first is thrown away.
   */
  duplicate(): void;
  /** Holds each answer back until it is whole: a stream's until it ends, or `heal`. One that is very long passes. */
  buffer(): void;
  close(): Promise<void>;
}

interface Disturbance {
  kind: 'none' | 'duplicate' | 'buffer';
  over: AbortController;
}

/** @param upstreams the APIs' ports */
export async function startFront(upstreams: readonly number[]): Promise<Front> {
  let disturbance: Disturbance = { kind: 'none', over: new AbortController() };
  let turn = 0;
  const nextPorts = (): number[] => {
    turn = (turn + 1) % upstreams.length;
    return [...upstreams.slice(turn), ...upstreams.slice(0, turn)];
  };

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { kind, over } = disturbance;
    const copies = kind === 'duplicate' && incoming.method === 'POST' ? [nextPorts(), nextPorts()] : [nextPorts()];
    const sent = (await Promise.all(copies.map((ports) => openUpstream(incoming, ports)))).filter(
      (one) => one !== null,
    );
    passBody(incoming, outgoing, sent);
    const answer = await lastOf(sent.map((upstream) => upstream.answer));
    const held = answer && kind === 'buffer' ? await holdBack(answer, over.signal) : [];
    if (!answer || answer.errored || outgoing.destroyed) {
      answer?.destroy();
      return void outgoing.destroy();
    }
    outgoing.writeHead(answer.statusCode!, answer.statusMessage, endToEnd(answer.rawHeaders)).flushHeaders();
    for (const chunk of held) outgoing.write(chunk);
    pipeline(answer, outgoing, () => {}); // either of them that breaks takes the other with it
  }

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => void handle(incoming, outgoing);
  const server = createServer({ requestTimeout: 0, noDelay: true }, onRequest).on('checkContinue', onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function set(kind: Disturbance['kind']): void {
    disturbance.over.abort();
    disturbance = { kind, over: new AbortController() };
  }
  return {
    port: (server.address() as AddressInfo).port,
    heal: () => set('none'),
    duplicate: () => set('duplicate'),
    buffer: () => set('buffer'),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** To all of them, no faster than the slowest takes it. A client that leaves without its answer takes them with it. */
function passBody(incoming: IncomingMessage, outgoing: ServerResponse, sent: readonly Upstream[]): void {
  const onLeft = (): void => {
    if (!outgoing.writableFinished) for (const { request } of sent) request.destroy();
  };
  if (outgoing.destroyed) return onLeft();
  outgoing.once('close', onLeft);
  for (const { request } of sent) {
    request.on('continue', () => outgoing.writeContinue());
    request.once('close', () => incoming.resume()); // what nobody takes any more must not stop the connection
    incoming.pipe(request);
  }
}

/** The answer that comes last, of those that come. The others are thrown away, and not before that. */
async function lastOf(answers: readonly Promise<IncomingMessage | null>[]): Promise<IncomingMessage | null> {
  const come: IncomingMessage[] = [];
  await Promise.all(
    answers.map(async (answering) => {
      const answer = await answering;
      if (answer) come.push(answer);
    }),
  );
  const last = come.pop();
  for (const answer of come) answer.resume();
  return last ?? null;
}
