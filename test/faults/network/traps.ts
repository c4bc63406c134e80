/** Actions that wait for a step, each to be done once. */
export interface Traps<Step> {
  set(step: Step, n: number, action: () => Promise<void> | void, signal: AbortSignal): Promise<void>;
  /** Whether somebody waits for it. */
  isSet(step: Step): boolean;
  /** Counts one more such step; resolves when what it springs is done. @returns whether it sprang any */
  reached(step: Step): Promise<boolean>;
}

interface Trap<Step> {
  step: Step;
  left: number;
  spring(): Promise<void>;
}

export function createTraps<Step>(): Traps<Step> {
  const waiting = new Set<Trap<Step>>();
  return {
    set(step, n, action, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = (): void => void (waiting.delete(trap) && reject(signal.reason as Error));
      const spring = async (): Promise<void> => {
        signal.removeEventListener('abort', giveUp);
        await (async () => action())().then(resolve, reject);
      };
      const trap = { step, left: n, spring };
      waiting.add(trap);
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
      promise.catch(() => undefined); // whoever waits for it gets the rejection
      return promise;
    },
    isSet: (step) => [...waiting].some((trap) => trap.step === step),
    async reached(step) {
      const sprung = [...waiting].filter((trap) => trap.step === step && (trap.left -= 1) === 0);
      for (const trap of sprung) waiting.delete(trap);
      await Promise.all(sprung.map((trap) => trap.spring()));
      return sprung.length > 0;
    },
  };
}
