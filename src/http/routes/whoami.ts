import { mayDo, SCOPES } from '../../access/principal.ts';
import { roleOf } from '../../access/roles.ts';
import type { Identity } from '../../contract/types.ts';
import { principalOf } from '../authenticate.ts';
import type { Route } from '../context.ts';

/** GET /api/whoami: what the credential says of its bearer. */
export const whoami: Route = () => (_req, res) => {
  const principal = principalOf(res);
  const { tenant, userId, via } = principal;
  const credential = via as Identity['credential']; // the contract lets no stream token in
  const scopes = SCOPES.filter((scope) => mayDo(principal, scope));
  const answer: Identity = { tenant, userId, credential, role: roleOf(principal), scopes };
  res.json(answer);
};
