import type { Route } from '../context.ts';
import { renderMetrics } from '../metrics.ts';

/** GET /metrics: figures for Prometheus. */
export const metrics: Route = (context) => async (_req, res) => {
  const { contentType, text } = await renderMetrics(context);
  res.set('Content-Type', contentType).send(text);
};
