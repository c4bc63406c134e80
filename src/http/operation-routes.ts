import { Router, type RequestHandler } from 'express';
import { operations, type Operation } from '../contract/contract.ts';
import { Problem } from '../errors.ts';
import { createBodyBudget } from './body-budget.ts';
import type { HttpContext } from './context.ts';
import { readJsonBody, type BodyRule } from './json-body.ts';
import { takesFile } from './takes-file.ts';
import { refuseMismatch, routes, type OperationId } from './routes.ts';

/** Of every body but a job's. */
const MAX_BODY_BYTES = 64 * 1024;

/** All operations of the contract at their paths: body, validation, the operation itself; other methods are 405. */
export function operationRouter(context: HttpContext, validate: RequestHandler): Router {
  refuseMismatch();
  const budget = createBodyBudget();
  const router = Router({ strict: true, caseSensitive: true });
  const byPath = Map.groupBy(operations(), ({ path }) => path);
  for (const [path, entries] of byPath) {
    const place = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const { operation, method } of entries) {
      const operationId = operation.operationId as OperationId;
      place[method as 'get' | 'post' | 'delete'](
        ...(offersOnlyJson(operation) ? [acceptJson] : []),
        takesFile(operation)
          ? leaveBody
          : readJsonBody(
              bodyRuleOf(operation),
              operationId === 'createJob' ? context.config.maxJobBodyBytes : MAX_BODY_BYTES,
              budget,
            ),
        validate,
        routes[operationId](context),
      );
    }
    place.all(answerOtherMethods(entries.map(({ method }) => method.toUpperCase())));
  }
  return router;
}

/** OPTIONS tells what there is; any other method is none of this address. */
export function answerOtherMethods(methods: string[]): RequestHandler {
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (req, res) => {
    if (req.method !== 'OPTIONS') {
      throw new Problem('method-not-allowed', `This address takes ${allowed}.`, { headers: { Allow: allowed } });
    }
    res.set('Allow', allowed).status(204).end();
  };
}

const acceptJson: RequestHandler = (req, _res, next) => {
  if (req.accepts('application/json') === false) {
    throw new Problem('not-acceptable', 'This address sends application/json.');
  }
  next();
};

/** Whether every answer with content is JSON; where there are other forms, the route chooses. */
function offersOnlyJson({ responses }: Operation): boolean {
  const good = Object.entries(responses as Record<string, { content?: object }>).filter(([status]) =>
    /^[23]/.test(status),
  );
  if (good.some(([status]) => status === '303')) return false;
  const forms = good.flatMap(([, { content }]) => Object.keys(content ?? {}));
  return forms.length > 0 && forms.every((form) => form === 'application/json');
}

/** The route reads the body, as it comes. The validator keeps something for every content type that it has seen. */
const leaveBody: RequestHandler = (req, _res, next) => {
  delete req.headers['content-type'];
  next();
};

function bodyRuleOf({ requestBody }: Operation): BodyRule {
  if (requestBody === undefined) return 'none';
  return (requestBody as { required?: boolean }).required ? 'required' : 'optional';
}
