import type { Request, RequestHandler } from 'express';
import { messageOf, Problem } from '../errors.ts';
import type { BodyBudget } from './body-budget.ts';
import { askForBody } from './expectation.ts';
import { scanJson } from './json-scan.ts';
import { readBytes } from './read-bytes.ts';
import { leaveWork, resumeWork } from './work-limit.ts';

const MAX_JSON_DEPTH = 32;

/** What an operation takes: a JSON body always, perhaps, or never (then what is sent is read and not looked at). */
export type BodyRule = 'required' | 'optional' | 'none';

/**
 * Reads a body strictly: `application/json`, uncompressed, whole UTF-8 without a byte order mark, and JSON that means
 * one thing only and can be stored as it was sent. `req.body` is the parsed value, or undefined without a body.
 */
export function readJsonBody(rule: BodyRule, limitBytes: number, budget: BodyBudget): RequestHandler {
  return async (req, res, next) => {
    if (hasBody(req) && rule !== 'none') checkMediaType(req);
    if (hasBody(req)) budget.take(req, res, limitBytes);
    if (hasBody(req) && !isTooLong(req, limitBytes)) askForBody(req, res);
    if (!req.complete) leaveWork(res); // a client may take its time to send
    const bytes = hasBody(req) ? await readBytes(req, limitBytes) : Buffer.alloc(0);
    resumeWork(res);
    if (rule === 'required' && bytes.length === 0)
      throw new Problem('invalid-json', 'The body is empty, and it must be JSON.');
    setBody(req, rule === 'none' || bytes.length === 0 ? undefined : parseStrictly(decode(bytes)));
    next();
  };
}

/** Then it is refused, and need not be sent. */
function isTooLong(req: Request, limitBytes: number): boolean {
  return Number(req.headers['content-length'] ?? 0) > limitBytes;
}

/** A content type with no other parameter than a charset of UTF-8. */
const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?[ \t]*$/i;

function checkMediaType(req: Request): void {
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the body uncompressed, without Content-Encoding.', {
      headers: { 'Accept-Encoding': 'identity' },
    });
  }
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json in UTF-8.', {
      headers: { Accept: 'application/json' },
    });
  }
}

/** What comes later goes by the content type: without a body there is none, with one it is written in one way. */
function setBody(req: Request, body: unknown): void {
  req.body = body;
  if (body === undefined) delete req.headers['content-type'];
  else req.headers['content-type'] = 'application/json';
}

/** @throws Problem `invalid-json` or `validation-failed`. */
function parseStrictly(text: string): unknown {
  const scan = scanJson(text, MAX_JSON_DEPTH);
  if (scan.kind === 'too-deep') throw refused([scan.fault]);
  if (scan.kind === 'broken') throw brokenAt(text, scan.position);
  const value = parse(text);
  if (scan.kind === 'faulty') throw refused(scan.faults);
  if (typeof value !== 'object' || value === null) throw new Problem('invalid-json', 'The body must be a JSON object.');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words may show the text; its position does not.
    throw brokenAt(text, Number(/at position (\d+)/.exec(messageOf(error))?.[1] ?? Number.NaN));
  }
}

function brokenAt(text: string, position: number): Problem {
  if (Number.isNaN(position)) return new Problem('invalid-json', 'The body is not JSON.');
  const where = position >= text.length ? 'it ends too early' : `the fault is at character ${position + 1}`;
  return new Problem('invalid-json', `The body is not JSON: ${where}.`);
}

function refused(faults: { pointer: string; detail: string }[]): Problem {
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  return new Problem('validation-failed', `The body has ${count}.`, { errors: faults });
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('invalid-encoding', 'The body is not UTF-8.');
  }
  if (text.startsWith('\uFEFF'))
    throw new Problem('invalid-encoding', 'The body begins with a byte order mark; leave it out.');
  return text;
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}
