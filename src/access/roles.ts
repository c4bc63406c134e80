import { mayDo, SCOPES, type Principal, type Scope } from './principal.ts';

/** Scopes in a word. Someone who may change jobs in any way is an operator. */
export type Role = 'viewer' | 'operator' | 'admin';

const CHANGES = ['jobs:create', 'jobs:cancel', 'jobs:delete'] as const satisfies readonly Scope[];

/** What a key of the role is made with: all that the dashboard offers to it. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: SCOPES.filter((scope) => scope.endsWith(':read')),
  operator: SCOPES.filter((scope) => scope !== 'admin'),
  admin: ['admin'],
};

export function roleOf(principal: Principal): Role {
  if (principal.scopes.has('admin')) return 'admin';
  return CHANGES.some((scope) => mayDo(principal, scope)) ? 'operator' : 'viewer';
}
