import type { Duplex } from 'node:stream';

/**
 * The server ends requests that do not arrive whole within its `requestTimeout`. A large file takes longer; what it must
 * not do is stall, and whoever reads it sees to that.
 */
const patient = new WeakSet<Duplex>();

/** The time limit of whole requests does not hold for this connection until the function that comes back is called. */
export function allowSlowBody(socket: Duplex): () => void {
  patient.add(socket);
  return () => void patient.delete(socket);
}

export function isSlowBodyAllowed(socket: Duplex): boolean {
  return patient.has(socket);
}
