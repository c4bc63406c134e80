import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from './deed.ts';

/**
 * Decides whose statement goes next. Each actor stops before each of its statements until it is let through; one whose
 * statement waits for a lock counts as stopped as well, so the others can go on and let go of it.
 */
export interface Turnstile {
  /** While open everybody goes through at once: then chance decides. */
  isOpen: boolean;
  /** Waits for its turn. */
  enter(who: Actor): Promise<void>;
  /** The actor's statement is at the server. */
  send(who: Actor, backendPid: number): void;
  /** It was answered. */
  answered(who: Actor): void;
  /** The actor has nothing left to do. */
  leave(who: Actor): void;
  /** Waits until nothing moves. */
  settled(): Promise<void>;
  isWaiting(who: Actor): boolean;
  isGone(who: Actor): boolean;
  letThrough(who: Actor): void;
}

/** Which of these backends wait for a lock that another one holds. */
export type FindBlocked = (pids: number[]) => Promise<number[]>;

/** Before the server is asked whether a statement waits for a lock; only to spare it the question. */
const MOMENT_MS = 2;

export function createTurnstile(findBlocked: FindBlocked, onBlocked: (who: Actor) => void): Turnstile {
  const waiting = new Map<Actor, () => void>();
  const running = new Map<Actor, number>();
  const known = new Set<Actor>();
  const blocked = new Set<Actor>();
  const gone = new Set<Actor>();
  let changed = Promise.withResolvers<void>();
  const tell = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const isThinking = (who: Actor): boolean => !waiting.has(who) && !running.has(who) && !gone.has(who);

  /** Most statements are answered at once. */
  async function isMoving(): Promise<boolean> {
    return Promise.race([changed.promise.then(() => true), delay(MOMENT_MS, false)]);
  }

  async function markBlocked(): Promise<boolean> {
    const pids = new Set(await findBlocked([...running.values()]));
    for (const [who, pid] of running) {
      if (!pids.has(pid)) blocked.delete(who);
      else if (!blocked.has(who)) {
        blocked.add(who);
        onBlocked(who);
      }
    }
    return running.size === blocked.size;
  }

  return {
    isOpen: false,
    enter(who) {
      known.add(who);
      if (this.isOpen) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.set(who, resolve);
        tell();
      });
    },
    send(who, backendPid) {
      running.set(who, backendPid);
      tell();
    },
    answered(who) {
      running.delete(who);
      blocked.delete(who);
      tell();
    },
    leave(who) {
      known.add(who);
      gone.add(who);
      tell();
    },
    async settled() {
      for (;;) {
        if ([...known].some(isThinking)) await changed.promise;
        else if (running.size === 0) return;
        else if (running.size > blocked.size && (await isMoving())) continue;
        else if ((await markBlocked()) && ![...known].some(isThinking)) return;
      }
    },
    isWaiting: (who) => waiting.has(who),
    isGone: (who) => gone.has(who),
    letThrough(who) {
      const go = waiting.get(who);
      waiting.delete(who);
      go?.();
    },
  };
}
