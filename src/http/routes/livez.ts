import type { Liveness } from '../../contract/types.ts';
import type { Route } from '../context.ts';

/** GET /livez: the process answers, so it lives. */
export const livez: Route = () => (_req, res) => {
  const answer: Liveness = { status: 'ok' };
  res.json(answer);
};
