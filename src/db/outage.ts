import pg from 'pg';
import { sqlState } from './transaction.ts';

/** Connection (08), authorization (28), rollback (40), resources (53), operator (57), locks (55P03), system (58), read-only. */
const OUTAGE_STATES = /^(08|28|40|53|57|58)...$|^(55P03|25006|25P03|25P04|3D000)$/;
const SOCKET_ERRORS = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'ENOENT',
  ],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS'],
]);
/** What node-postgres says without a code. */
const DRIVER_ERRORS =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|The server does not support SSL)/;

/** Whether an error says that the database cannot be used now, which says nothing about what it was asked. */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isOutage);
  if (error instanceof pg.DatabaseError && error.severity === 'PANIC') return true; // the server goes down with it
  const code = sqlState(error);
  if (code !== undefined) return OUTAGE_STATES.test(code) || (SOCKET_ERRORS.has(code) && isConnecting(error));
  return error instanceof Error && DRIVER_ERRORS.test(error.message);
}

/** A missing file has the code of a missing socket. */
function isConnecting(error: unknown): boolean {
  const { code, syscall } = error as { code?: string; syscall?: string };
  return code !== 'ENOENT' || syscall === 'connect';
}
