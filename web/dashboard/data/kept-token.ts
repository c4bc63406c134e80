/** The key that somebody signed in with: for this tab, or, when asked to, for the next visits too. */
const KEY = 'pressroom.token';

export function keptToken(): string | null {
  return read(() => sessionStorage) ?? read(() => localStorage);
}

export function keepToken(token: string, isForNextVisits: boolean): void {
  forgetToken();
  try {
    (isForNextVisits ? localStorage : sessionStorage).setItem(KEY, token);
  } catch {
    // it holds for as long as the page is open
  }
}

export function forgetToken(): void {
  for (const storage of [() => sessionStorage, () => localStorage]) {
    try {
      storage().removeItem(KEY);
    } catch {
      // there is nothing kept then
    }
  }
}

/** Calls back when another tab has signed in for good, or out. @returns how to stop */
export function onTokenKept(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent): void => {
    if (key === KEY) listener();
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}

function read(storage: () => Storage): string | null {
  try {
    return storage().getItem(KEY);
  } catch {
    return null;
  }
}
