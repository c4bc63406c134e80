import { useEffect, useState } from 'react';

/** The time, in milliseconds since the epoch, once a second for as long as something goes on. */
export function useNow(isRunning: boolean, everyMs = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [isRunning, everyMs]);
  return now;
}
