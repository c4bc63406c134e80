import type { Principal } from '../access/principal.ts';
import { Problem } from '../errors.ts';

/** @throws Problem `forbidden` when somebody bound to one user asks for another's jobs by name. */
export function refuseOtherUser(principal: Principal, userId: string | undefined): void {
  if (userId !== undefined && principal.userId !== null && userId !== principal.userId) {
    throw new Problem('forbidden', 'The credential is bound to another user.');
  }
}
