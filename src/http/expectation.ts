import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests whose client has been told to go on. */
const asked = new WeakSet<IncomingMessage>();

/**
 * Tells a client that waits for it (`Expect: 100-continue`, RFC 9110, 10.1.1) to send its body. Not done before somebody
 * wants the body: a large one that is refused is never sent.
 */
export function askForBody(req: IncomingMessage, res: ServerResponse): void {
  if (!isBodyHeldBack(req)) return;
  asked.add(req);
  res.writeContinue();
}

/** Whether the client waits to be asked for its body. */
export function isBodyHeldBack(req: IncomingMessage): boolean {
  return /100-continue/i.test(req.headers.expect ?? '') && req.httpVersion !== '1.0' && !asked.has(req);
}
