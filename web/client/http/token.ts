/** A credential, or how to get one. It is asked for again when the service refuses the last one. */
export type Token = string | (() => string | Promise<string>);

export interface TokenSource {
  /** Undefined where the service asks for none. */
  current(): Promise<string | undefined>;
  /**
   * Another token than the one that was refused, or undefined when there is none. Calls at the same time share one.
   */
  renewed(refused: string | undefined): Promise<string | undefined>;
  /** Forgets the token that is known: the next call asks for it anew. */
  forget(): void;
}

/** Keeps what the factory gave until it is refused, so that not every request asks for a token. */
export function createTokenSource(token: Token | undefined): TokenSource {
  if (typeof token !== 'function') {
    return { current: async () => token, renewed: async () => undefined, forget: () => {} };
  }
  let known: Promise<string> | undefined;
  const ask = (): Promise<string> => {
    const asked = Promise.resolve().then(token);
    asked.catch(() => {
      if (known === asked) known = undefined; // the next call asks again
    });
    return (known = asked);
  };
  const current = (): Promise<string> => known ?? ask();
  return {
    current,
    async renewed(refused) {
      const before = known;
      const isRefused = before && (await before.catch(() => refused)) === refused;
      if (isRefused && known === before) known = undefined; // else somebody has asked for another already
      const next = await current();
      return next === refused ? undefined : next;
    },
    forget: () => (known = undefined),
  };
}
