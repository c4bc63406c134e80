import type { Job } from '../../client/index.ts';
import { requestOf } from './request-of.ts';

/** The command that asks for the same job again, for a POSIX shell. */
export function curlOf(job: Job): string {
  const address = new URL('api/jobs', window.location.href.split('#', 1)[0]).href;
  const body = JSON.stringify(requestOf(job), null, 2);
  return [
    `curl -sS ${quoted(address)}`,
    `  -H 'Content-Type: application/json'`,
    `  -H "Authorization: Bearer $PRESSROOM_TOKEN"`,
    `  -d ${quoted(body)}`,
  ].join(' \\\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
