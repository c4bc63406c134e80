import type { RequestHandler } from 'express';
import { isLoopback } from '../config.ts';
import { Problem } from '../errors.ts';

/**
 * For a service without credentials. It listens on loopback only, but a page in a browser on the same machine could
 * reach it under a name of its own that resolves to 127.0.0.1 (DNS rebinding): such a request names that host, or that
 * origin. Both must be this machine.
 */
export const checkLoopback: RequestHandler = (req, _res, next) => {
  if (!isLoopbackAuthority(req.headers.host ?? '')) {
    throw new Problem(
      'misdirected-request',
      'Without credentials this service answers only to localhost and 127.0.0.1.',
    );
  }
  const { origin } = req.headers;
  if (origin !== undefined && !isLoopbackOrigin(origin)) {
    throw new Problem('forbidden', 'Without credentials this service answers only to pages of this machine.');
  }
  next();
};

function isLoopbackAuthority(authority: string): boolean {
  const name = authority.replace(/:\d{1,5}$/, '').toLowerCase();
  return isLoopback(name.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, ''));
}

function isLoopbackOrigin(origin: string): boolean {
  const match = /^https?:\/\/([^/@]+)$/i.exec(origin);
  return match?.[1] !== undefined && isLoopbackAuthority(match[1]);
}
