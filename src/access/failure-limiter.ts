import { isIPv6 } from 'node:net';

/** Counts failures per address. */
export interface FailureLimiter {
  /** Notes one more failure. @returns the seconds to wait when the address has had too many; null otherwise */
  fail(address: string): number | null;
}

export interface FailureLimit {
  failures: number;
  windowSeconds: number;
}

export const FAILURE_LIMIT: FailureLimit = { failures: 10, windowSeconds: 60 };
const MAX_ADDRESSES = 10_000;

interface Window {
  failures: number;
  endsAt: number;
}

/** @param now in milliseconds, never going back */
export function createFailureLimiter(limit: FailureLimit, now: () => number = () => performance.now()): FailureLimiter {
  const windows = new Map<string, Window>();
  return {
    fail(address) {
      const owner = ownerOf(address);
      const at = now();
      let window = windows.get(owner);
      if (!window || window.endsAt <= at) {
        window = { failures: 0, endsAt: at + limit.windowSeconds * 1_000 };
        open(windows, owner, window);
      }
      window.failures += 1;
      return window.failures > limit.failures ? Math.ceil((window.endsAt - at) / 1_000) : null;
    },
  };
}

/** Bounded: the window that was opened first makes room. */
function open(windows: Map<string, Window>, owner: string, window: Window): void {
  windows.delete(owner);
  windows.set(owner, window);
  const oldest = windows.keys().next();
  if (windows.size > MAX_ADDRESSES && !oldest.done) windows.delete(oldest.value);
}

/** One customer of a provider has at least 2^64 addresses of IPv6: they count as one. */
function ownerOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [head = '', tail = ''] = address.split('::').map((part) => part.split(':').filter(Boolean).join(':'));
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.toLowerCase())
    .join(':');
}
