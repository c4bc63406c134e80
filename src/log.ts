import { pino, type Logger as PinoLogger } from 'pino';
import { messageOf } from './errors.ts';

export type Logger = PinoLogger;

/**
 * The log: one JSON object a line, facts with an `event` name and ids. Inputs, results and credentials are never logged;
 * the paths below are the second line of defence.
 */
export function createLogger(level: string, process: 'api' | 'worker' | 'migrate'): Logger {
  const options = {
    level,
    base: { process, pid: globalThis.process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        'authorization',
        'token',
        'secret',
        '*.secret',
        '*.token',
      ],
      censor: '[redacted]',
    },
  };
  // A job may kill its worker: which one it was is in the last line, which must not be waiting to be written then.
  return pino(options, pino.destination({ fd: globalThis.process.stdout.fd, sync: process === 'worker' }));
}

/** What of an error goes into a log line. */
export function errorFact(error: unknown): { name: string; message: string; stack?: string; code?: unknown } {
  if (!(error instanceof Error)) return { name: 'NonError', message: messageOf(error) };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error ? { code: error.code } : {}),
  };
}
