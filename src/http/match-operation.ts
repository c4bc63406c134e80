import { SCOPES, type Scope } from '../access/principal.ts';
import { operations, type Operation } from '../contract/contract.ts';

/** An operation of the contract, and what it takes to be allowed it. */
export interface MatchedOperation {
  operationId: string;
  /** All of them are needed. */
  scopes: readonly Scope[];
  /** Whether the query may carry a stream token in place of a credential in the header. */
  allowsStreamToken: boolean;
  /** Answered without a credential. */
  isPublic: boolean;
}

interface Candidate extends MatchedOperation {
  method: string;
  path: RegExp;
  /** A path that is spelled out comes before one with parameters. */
  parameters: number;
}

const candidates = operations()
  .map(candidateFor)
  .toSorted((one, other) => one.parameters - other.parameters);

/**
 * The operation that a request is for, or null: the contract has none, and nothing may be served but what is public anyway.
 * As lenient as the router about case and a slash at the end, and HEAD counts as GET, so that nothing that is routed is missed here.
 */
export function matchOperation(method: string, path: string): MatchedOperation | null {
  const asked = method === 'HEAD' ? 'get' : method.toLowerCase();
  return candidates.find((candidate) => candidate.method === asked && candidate.path.test(path)) ?? null;
}

/** @throws for an operation that does not say who may call it: the process does not start, rather than serve it to everyone */
function candidateFor({ operation, method, path }: ReturnType<typeof operations>[number]): Candidate {
  const { operationId } = operation;
  const scopes = scopesOf(operation);
  const alternatives = securityOf(operation);
  const isPublic = alternatives.length === 0; // without scopes and yet not public: any valid credential will do
  if (isPublic && scopes.length > 0) throw new Error(`${operationId}: x-scopes and security contradict each other`);
  for (const alternative of alternatives) {
    const named = Object.values(alternative).flat();
    if (named.toSorted().join() !== scopes.toSorted().join())
      throw new Error(`${operationId}: security names other scopes than x-scopes`);
  }
  return {
    operationId,
    scopes,
    isPublic,
    allowsStreamToken: alternatives.some((alternative) => 'streamToken' in alternative),
    method,
    path: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    parameters: path.split('{').length - 1,
  };
}

function scopesOf(operation: Operation): Scope[] {
  const named: unknown = operation['x-scopes'];
  if (!Array.isArray(named)) throw new Error(`${operation.operationId}: no x-scopes`);
  const unknown = named.find((name) => !SCOPES.includes(name as Scope));
  if (unknown !== undefined) throw new Error(`${operation.operationId}: there is no scope ${String(unknown)}`);
  return named as Scope[];
}

function securityOf(operation: Operation): Record<string, string[]>[] {
  if (!Array.isArray(operation.security)) throw new Error(`${operation.operationId}: no security`);
  return operation.security as Record<string, string[]>[];
}
