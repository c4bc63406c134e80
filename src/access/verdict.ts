import type { Principal } from './principal.ts';

/** What a credential turned out to be. The reason is for the log only: to the caller all refusals look alike. */
export type Verdict = { principal: Principal } | { refused: string };
