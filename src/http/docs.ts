import { createHash } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import swaggerUi from 'swagger-ui-express';
import { contract } from '../contract/contract.ts';

const SPEC_URL = '/openapi.json';

const OPTIONS = {
  customSiteTitle: `${contract.info.title} API`,
  swaggerUrl: `..${SPEC_URL}`, // relative, for a proxy may put a path before all; fixed: no `?url=` can show another service's description as ours
  swaggerOptions: {
    tryItOutEnabled: true,
    persistAuthorization: true,
    displayRequestDuration: true,
    docExpansion: 'list',
    validatorUrl: null, // nothing is sent to anyone
  },
};

/** The contract at `/openapi.json` and Swagger UI at `/docs`, where every operation can be tried by hand. */
export function docsRouter(): Router {
  const router = Router({ strict: true, caseSensitive: true });
  const spec = JSON.stringify(contract);
  router.get(SPEC_URL, (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('application/json').send(spec);
  });
  // Its files are linked relative to the page, so the page must end in a slash.
  router.get('/docs', (_req, res) => res.redirect(308, 'docs/'));
  const html = swaggerUi.generateHTML(undefined, OPTIONS);
  const policy = contentSecurityPolicy(html);
  router.get('/docs/', allowPage(policy), (_req, res) => {
    res.set('Cache-Control', 'no-cache').type('html').send(html);
  });
  router.use('/docs/', allowPage(policy), ...swaggerUi.serveFiles(undefined, OPTIONS));
  return router;
}

function allowPage(policy: string): RequestHandler {
  return (_req, res, next) => {
    res.set('Content-Security-Policy', policy);
    res.removeHeader('Cache-Control'); // the files have their own
    next();
  };
}

/** The one style sheet that Swagger UI's own code adds to the page: its logo's. */
const LOGO_STYLE = '.logo_small_svg__cls-2{fill:#fff}.logo_small_svg__cls-3{fill:#85ea2d}';

/** The page has two inline style sheets and an inline style; exactly these are allowed, by their digests. */
function contentSecurityPolicy(html: string): string {
  const sheets = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => match[1] ?? '');
  const attributes = [...html.matchAll(/ style="([^"]*)"/g)].map((match) => match[1] ?? '');
  const hashes = [...sheets, ...attributes, LOGO_STYLE].map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'unsafe-hashes' ${hashes.join(' ')}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
