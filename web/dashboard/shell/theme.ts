import { useSyncExternalStore } from 'react';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'pressroom.theme';
const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const listeners = new Set<() => void>();
let theme = stored();
apply();

/** The theme, and how to go to the next one; kept for the next visit where the browser allows it. */
export function useTheme(): [Theme, () => void] {
  const now = useSyncExternalStore(subscribe, () => theme);
  return [now, () => choose(NEXT[theme])];
}

function choose(next: Theme): void {
  theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // it holds for this page
  }
  apply();
  listeners.forEach((listener) => listener());
}

function apply(): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
