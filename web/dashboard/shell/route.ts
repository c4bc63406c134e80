import { useMemo, useSyncExternalStore } from 'react';

/**
 * Where in the dashboard one is: all of it stands behind the `#` of the address, so that it works below any path a proxy
 * puts before it, and the server need not know.
 */
export interface Route {
  /** Its parts: `['jobs', '0190…']`. */
  path: string[];
  params: URLSearchParams;
}

/** @returns what a link goes to; an empty parameter is left out. */
export function hrefTo(path: string, params: Record<string, string | undefined> = {}): string {
  const kept = Object.entries(params).filter((entry): entry is [string, string] => !!entry[1]);
  const query = new URLSearchParams(kept).toString();
  return `#/${path}${query ? `?${query}` : ''}`;
}

export function go(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') window.location.hash = href;
  else {
    window.history.replaceState(null, '', href);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash);
  return useMemo(() => readRoute(hash), [hash]);
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean).map(decodeOrKeep), params: new URLSearchParams(query) };
}

function decodeOrKeep(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
