import type { Request, RequestHandler } from 'express';
import { error as validatorErrors, middleware } from 'express-openapi-validator';
import { contract, operations, type Operation } from '../contract/contract.ts';
import { Problem, type Fault } from '../errors.ts';
import { findBodyFaults } from './body-faults.ts';
import { operationOf } from './request-log.ts';
import { takesFile } from './takes-file.ts';

type ValidatorSpec = Parameters<typeof middleware>[0]['apiSpec'];

/**
 * Checks requests against the contract; its refusals are problems: 400 for parameters, 422 for bodies.
 *
 * @param validateResponses answers too, for tests: one that breaks the contract becomes a 500.
 */
export function createValidator(validateResponses: boolean): RequestHandler {
  const steps = middleware({
    apiSpec: contractWithoutFiles() as unknown as ValidatorSpec,
    validateRequests: { allowUnknownQueryParameters: false, coerceTypes: false },
    validateResponses: validateResponses ? { removeAdditional: false, coerceTypes: false } : false,
    validateSecurity: false, // who asks is known before
    validateFormats: true,
    ajvFormats: { mode: 'full' }, // dates must exist
    fileUploader: false,
  }) as unknown as RequestHandler[];
  return (req, res, next) => {
    const { method } = req;
    if (method === 'HEAD') req.method = 'GET'; // the contract has no HEAD of its own
    const operationId = operationOf(res)?.operationId;
    run(steps, req, res, (error) => {
      req.method = method;
      next(error === undefined ? undefined : asProblem(error, operationId, req));
    });
  };
}

/** A body that is a file is nothing for it to look at. */
function contractWithoutFiles(): typeof contract {
  const copy = structuredClone(contract);
  for (const { operation } of operations(copy)) if (takesFile(operation)) delete operation.requestBody;
  return copy;
}

function run(
  steps: RequestHandler[],
  req: Request,
  res: Parameters<RequestHandler>[1],
  done: (error?: unknown) => void,
): void {
  let index = 0;
  const advance = (error?: unknown): void => {
    const step = error === undefined ? steps[index] : undefined;
    index += 1;
    if (step) void step(req, res, advance);
    else done(error);
  };
  advance();
}

interface ValidatorFault {
  path: string;
  message: string;
  errorCode?: string;
}

function asProblem(error: unknown, operationId: string | undefined, req: Request): unknown {
  if (!(error instanceof validatorErrors.BadRequest)) return error;
  const faults = error.errors as ValidatorFault[];
  const parameters = faults.filter(({ path }) => !path.startsWith('/body'));
  if (parameters.length > 0) return invalidParameters(parameters.map(toParameterFault));
  const schemaName = bodySchemas.get(operationId ?? '');
  const found = schemaName === undefined ? [] : findBodyFaults(schemaName, req.body);
  const errors =
    found.length > 0
      ? found
      : faults.map(({ path, message }) => ({ pointer: path.replace(/^\/body/, ''), detail: message }));
  const count = errors.length === 1 ? 'a fault' : `${errors.length} faults`;
  return new Problem('validation-failed', `The body has ${count}.`, { errors });
}

function invalidParameters(errors: Fault[]): Problem {
  const [first] = errors;
  return new Problem('invalid-parameter', `The parameter ${first?.pointer} ${first?.detail}.`, { errors });
}

const MAX_ECHO = 60;

/** `/query/pageSize` is the parameter pageSize, `/headers/prefer` is Prefer. */
function toParameterFault({ path, message, errorCode }: ValidatorFault): Fault {
  const [, place, ...rest] = path.split('/');
  const isUnknown = errorCode === undefined; // then all of the rest is its name
  const name = (isUnknown ? rest.join('/') : (rest[0] ?? '')).slice(0, MAX_ECHO);
  const pointer = (place === 'headers' ? headerNames.get(name) : undefined) ?? name;
  return { pointer, detail: inWords(message, errorCode ?? '') };
}

/** The validator's messages show patterns, which say little, and what was sent, which may be long. */
function inWords(message: string, errorCode: string): string {
  if (message.startsWith('Unknown query parameter')) return 'is not a parameter of this operation';
  if (message.startsWith('Empty value')) return 'must not be empty';
  if (message.includes('reserved characters')) return 'must be percent-encoded';
  if (errorCode.startsWith('pattern')) return 'is malformed';
  if (errorCode.startsWith('format')) return 'must be a value that exists, in the form that the contract gives';
  return message.replace('<=', 'at most').replace('>=', 'at least').slice(0, 200);
}

const bodySchemas = new Map(
  operations().map(({ operation }) => [operation.operationId, bodySchemaName(operation)] as const),
);

function bodySchemaName(operation: Operation): string | undefined {
  const body = operation.requestBody as { content?: Record<string, { schema?: { $ref?: string } }> } | undefined;
  return body?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
}

/** Header parameters by their lower-case names, as node:http has them. */
const headerNames = new Map(headerParameterNames().map((name) => [name.toLowerCase(), name]));

function headerParameterNames(): string[] {
  const shared = Object.values(
    (contract.components as unknown as { parameters: Record<string, Parameter> }).parameters,
  );
  const own = operations().flatMap(({ operation }) => (operation.parameters as Parameter[] | undefined) ?? []);
  return [...shared, ...own].flatMap((parameter) =>
    parameter.in === 'header' && parameter.name ? [parameter.name] : [],
  );
}

interface Parameter {
  name?: string;
  in?: string;
}
