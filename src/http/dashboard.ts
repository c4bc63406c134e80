import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import sirv from 'sirv';
import { Problem } from '../errors.ts';

const FOLDER = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));

/** Nothing but the page's own files, and pictures that it made itself, is let in. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The dashboard at `/`, as `npm run build:web` made it. Its files' names change with what is in them. */
export function dashboardRouter(): Router {
  const router = Router({ strict: true, caseSensitive: true });
  if (!existsSync(FOLDER)) {
    router.get('/', () => {
      throw new Problem(
        'not-found',
        'The dashboard is not built. Run `npm run build:web`, and start the service again.',
      );
    });
    return router;
  }
  const serve = sirv(FOLDER, { etag: true, brotli: true, gzip: true });
  router.use((req, res, next) => {
    // Before it is known whether there is such a file: a 304 carries them too, and replaces what the browser has kept.
    const others = res.getHeaders();
    const isNamedByContent = req.path.startsWith('/assets/');
    res.setHeader('Content-Security-Policy', POLICY);
    res.setHeader('Cache-Control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
    serve(req, res, () => {
      for (const name of ['content-security-policy', 'cache-control']) res.setHeader(name, others[name] ?? '');
      next();
    });
  });
  return router;
}
