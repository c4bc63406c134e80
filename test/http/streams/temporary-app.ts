import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { OPEN_PRINCIPAL } from '../../../src/access/principal.ts';
import { Problem } from '../../../src/errors.ts';
import type { HttpContext } from '../../../src/http/context.ts';
import { getArtifact } from '../../../src/http/routes/getArtifact.ts';
import { getJobResult } from '../../../src/http/routes/getJobResult.ts';
import { listArtifacts } from '../../../src/http/routes/listArtifacts.ts';
import { streamEvents } from '../../../src/http/routes/streamEvents.ts';
import { streamJobEvents } from '../../../src/http/routes/streamJobEvents.ts';

const STATUS: Record<string, number> = { 'not-found': 404, gone: 410, 'invalid-parameter': 400, 'cursor-ahead': 409, 'cursor-expired': 410, 'not-acceptable': 406, 'range-not-satisfiable': 416, 'no-result': 409, 'result-not-ready': 404, forbidden: 403, unavailable: 503 };
export function createApp(context: HttpContext) {
  const app = express();
  app.use(((_req, res, next) => { res.locals.principal = OPEN_PRINCIPAL; next(); }) as RequestHandler);
  app.get('/api/jobs/:jobId/events', streamJobEvents(context));
  app.get('/api/events', streamEvents(context));
  app.get('/api/jobs/:jobId/result', getJobResult(context));
  app.get('/api/jobs/:jobId/artifacts', listArtifacts(context));
  app.get('/api/jobs/:jobId/artifacts/:name', getArtifact(context));
  app.use(((error, _req, res, next) => {
    if (res.headersSent) return next(error);
    if (!(error instanceof Problem)) { console.error(error); res.status(500).json({ code: 'internal' }); return; }
    if (error.retryAfterSeconds) res.set('Retry-After', String(error.retryAfterSeconds));
    res.set(error.headers).status(STATUS[error.code] ?? 500).json({ code: error.code, detail: error.message });
  }) as ErrorRequestHandler);
  return app;
}
