/**
 * A promise with a limit. The limit looks once more at what has come before it counts: a process that was held up itself
 * finds its timers due and its answers waiting, in this order.
 *
 * @throws what `late` makes, when there is nothing by then
 */
export function withinTime<T>(work: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(late())), Math.max(0, limitMs));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
