import type { Request, RequestHandler } from 'express';
import { Problem } from '../errors.ts';

const MAX_URL_CHARS = 8 * 1024;
const HOST = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._~-]{1,253})(?::\d{1,5})?$/;
const CONTROL = /[\u0000-\u001F\u007F]/;

/** Refuses what the parser of node:http lets pass and no route should see: odd addresses, hosts and framings. */
export const checkRequestShape: RequestHandler = (req, _res, next) => {
  checkHost(req);
  checkFraming(req);
  checkUrl(req.url);
  next();
};

function checkHost(req: Request): void {
  const hosts = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts === 0 && req.httpVersion === '1.0') return;
  if (hosts === 1 && HOST.test(req.headers.host ?? '')) return;
  throw refused('Host', 'must be given once, as a name or an address and perhaps a port');
}

/** Another transfer coding would be read as if it were none, by us or by a proxy before us: request smuggling. */
function checkFraming(req: Request): void {
  const coding = req.headers['transfer-encoding'];
  if (coding === undefined || coding.toLowerCase() === 'chunked') return;
  throw refused('Transfer-Encoding', 'must be chunked or left out');
}

function checkUrl(url: string): void {
  if (url.length > MAX_URL_CHARS)
    throw new Problem('uri-too-long', `The address may have at most ${MAX_URL_CHARS} characters.`);
  if (!url.startsWith('/')) throw refused('address', 'must begin with /');
  try {
    if (!CONTROL.test(decodeURIComponent(url))) return;
  } catch {
    throw refused('address', 'must be percent-encoded UTF-8');
  }
  throw refused('address', 'must not have control characters');
}

function refused(pointer: string, detail: string): Problem {
  const headers = { Connection: 'close' };
  return new Problem('invalid-parameter', `The request's ${pointer} ${detail}.`, {
    errors: [{ pointer, detail }],
    headers,
  });
}
