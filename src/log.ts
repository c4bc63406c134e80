import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/**
 * The log: one JSON object a line, facts with an `event` name and ids. Inputs, results and credentials are never logged;
 * the paths below are the second line of defence.
 */
export function createLogger(level: string, process: 'api' | 'worker' | 'migrate'): Logger {
  return pino({
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
  });
}

/** What of an error goes into a log line. */
export function errorFact(error: unknown): { name: string; message: string; stack?: string; code?: unknown } {
  if (!(error instanceof Error)) return { name: 'NonError', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error ? { code: error.code } : {}),
  };
}
