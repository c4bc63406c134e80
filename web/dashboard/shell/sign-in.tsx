import { useState } from 'react';
import type { SignIn as TakeKey } from '../data/session.tsx';
import { Icon } from './icon.tsx';

/** Where a key is wanted: any that the service knows will do. */
export function SignIn({ why, onSignIn }: { why: string | null; onSignIn: TakeKey }) {
  const [token, setToken] = useState('');
  const [keep, setKeep] = useState(false);
  const [fault, setFault] = useState(why);
  const [isUnderWay, setUnderWay] = useState(false);
  const signIn = async (): Promise<void> => {
    setUnderWay(true);
    setFault(await onSignIn(token.trim(), keep));
    setUnderWay(false);
  };
  return (
    <main className="main" style={{ display: 'grid', placeItems: 'center', minHeight: '100dvh' }}>
      <form
        className="card body form"
        style={{ width: 'min(26rem, 100%)', padding: 'var(--s-6)' }}
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim()) void signIn();
        }}
      >
        <div className="brand" style={{ padding: 0 }}>
          <img src="./icon.svg" alt="" />
          <h1 style={{ fontSize: 'var(--text-xl)' }}>Pressroom</h1>
        </div>
        <div className="field">
          <label htmlFor="token">Access key</label>
          <input
            id="token"
            className="input"
            type="password"
            autoComplete="current-password"
            spellCheck={false}
            aria-invalid={fault !== null}
            aria-describedby="token-hint"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
          {fault && (
            <p className="fault" role="alert">
              {fault}
            </p>
          )}
          <p className="hint" id="token-hint">
            An API key or a token. Whoever runs the service makes one with <code>npm run keys</code>.
          </p>
        </div>
        <label className="row small">
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
          Remember it in this browser
        </label>
        <button type="submit" className="button primary large" disabled={isUnderWay}>
          <Icon name="key" size={16} /> Sign in
        </button>
      </form>
    </main>
  );
}
