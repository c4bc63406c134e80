import type { Operation } from '../contract/contract.ts';

/** Whether an operation's body is a file of any kind, which is streamed, and not JSON. */
export function takesFile({ requestBody }: Operation): boolean {
  const content = (requestBody as { content?: object } | undefined)?.content;
  return content !== undefined && !('application/json' in content);
}
