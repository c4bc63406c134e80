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

function read(storage: () => Storage): string | null {
  try {
    return storage().getItem(KEY);
  } catch {
    return null;
  }
}
