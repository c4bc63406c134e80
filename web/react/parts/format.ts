/** Times and sizes for people. The language is the browser's. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `4.2 s`, `48 s`, `3 min 5 s`, `2 h 10 min`, `3 d`. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND / 10) return 'under 0.1 s';
  if (span < 10 * SECOND) return `${(span / SECOND).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
  if (span < HOUR) return pair(span, MINUTE, 'min', SECOND, 's');
  if (span < DAY) return pair(span, HOUR, 'h', MINUTE, 'min');
  return pair(span, DAY, 'd', HOUR, 'h');
}

/** As `duration`, but of something that still goes on: whole seconds, so that only they change. */
export function runningFor(ms: number): string {
  return ms < 10 * SECOND ? `${Math.max(0, Math.floor(ms / SECOND))} s` : duration(ms);
}

/** `just now`, `5 min ago`. */
export function ago(at: string, now: number): string {
  const span = now - Date.parse(at);
  if (span < 10 * SECOND) return 'just now';
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s ago`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min ago`;
  if (span < DAY) return `${Math.floor(span / HOUR)} h ago`;
  return `${Math.floor(span / DAY)} d ago`;
}

/** The time of day, with the date when it is another day, and the year when it is another year. */
export function clockTime(at: string): string {
  const time = new Date(at);
  const today = new Date();
  const year = time.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const day =
    time.toDateString() === today.toDateString() ? {} : ({ day: 'numeric', month: 'short', ...year } as const);
  return time.toLocaleString(undefined, { ...day, hour: '2-digit', minute: '2-digit' });
}

/** `15.4 KB`: powers of 1,000, as files are shown. */
export function fileSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 })} ${units[power]}`;
}

function pair(span: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((span % large) / small);
  return `${Math.floor(span / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
}
