const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** “3 min ago”, “in 2 hr.”. */
export function fromNow(at: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(at) - nowMs) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return Math.abs(seconds) < 5 ? 'just now' : relative.format(Math.trunc(seconds / size), unit);
}

/** “4 s”, “2 min 5 s”, “1 h 12 min”, “3 days”. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (ms < 950) return `${Math.max(0, Math.round(ms))} ms`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h${minutesOf(seconds)}`;
  return `${Math.floor(seconds / 86_400)} days`;
}

function minutesOf(seconds: number): string {
  const minutes = Math.floor((seconds % 3_600) / 60);
  return minutes ? ` ${minutes} min` : '';
}

/** The time of day, in the reader's zone. */
export function timeOfDay(at: string): string {
  return clock.format(new Date(at));
}

export function dateAndTime(at: string): string {
  return full.format(new Date(at));
}
