import express, { type Express, type RequestHandler } from 'express';
import { Problem } from '../errors.ts';
import { authenticate } from './authenticate.ts';
import type { HttpContext } from './context.ts';
import { dashboardRouter } from './dashboard.ts';
import { docsRouter } from './docs.ts';
import { checkLoopback } from './host-check.ts';
import { measureRequests } from './metrics.ts';
import { operationRouter } from './operation-routes.ts';
import { errorResponder } from './problem-response.ts';
import { logRequests } from './request-log.ts';
import { checkRequestShape } from './request-shape.ts';
import { createValidator } from './validate.ts';

export interface AppOptions {
  /** Also check answers against the contract: for tests. */
  validateResponses?: boolean;
}

/**
 * The HTTP side of the service. Who asks is known before anything of the request's content is looked at, so that a
 * stranger learns nothing and cannot make the service read much.
 */
export function createApp(context: HttpContext, options: AppOptions = {}): Express {
  const app = express();
  app.locals.log = context.log;
  app.disable('x-powered-by');
  app.disable('etag'); // versions are the routes' business
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', false);
  app.use(...logRequests(context.log), measureRequests(context), setCommonHeaders(context), checkRequestShape);
  if (!context.config.authRequired) app.use(checkLoopback);
  app.use(docsRouter());
  app.use(dashboardRouter());
  app.use(authenticate(context));
  app.use(operationRouter(context, createValidator(options.validateResponses ?? false)));
  app.use(refuseUnknown);
  app.use(errorResponder());
  return app;
}

function setCommonHeaders({ stopping }: HttpContext): RequestHandler {
  return (_req, res, next) => {
    res.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    if (stopping.aborted) res.set('Connection', 'close'); // its next request is for another process
    next();
  };
}

const refuseUnknown: RequestHandler = () => {
  throw new Problem('not-found', 'There is nothing at this address.');
};
