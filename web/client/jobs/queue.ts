/** What is pushed on one side and read on the other. */
export interface Queue<T> extends AsyncIterable<T> {
  push(item: T): void;
}

/** Reading ends, with nothing said, when the signal is aborted. */
export function createQueue<T>(signal?: AbortSignal): Queue<T> {
  const items: T[] = [];
  let wake = (): void => {};
  return {
    push(item) {
      items.push(item);
      wake();
    },
    async *[Symbol.asyncIterator]() {
      const end = (): void => wake();
      signal?.addEventListener('abort', end);
      try {
        while (!signal?.aborted) {
          const item = items.shift();
          if (item !== undefined) yield item;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal?.removeEventListener('abort', end);
      }
    },
  };
}
