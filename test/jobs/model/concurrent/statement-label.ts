const WRITES =
  /\b(update|insert into|delete from)\s+(?:pressroom|pgboss)\.(\w+)|\bfor\s+(update|share)\b|\bpg_advisory\w*/gi;
const READS = /\bfrom\s+((?:pressroom|pgboss)\.\w+)/i;

/** Of a statement that has to do with no table. */
const MAX_CHARS = 40;

/** What a statement does, in a few words: which tables it writes and locks, or reads. */
export function labelOf(text: string): string {
  if (/^(commit|rollback)$/.test(text)) return text;
  const writes = [...text.matchAll(WRITES)].map(([whole, verb, table]) =>
    (verb && table ? `${verb} ${table}` : whole).toLowerCase().replace(/\s+/g, ' '),
  );
  const parts = [...new Set(writes.filter((part) => part !== 'for update' && part !== 'for share'))];
  const [lock] = writes.filter((part) => part === 'for update' || part === 'for share');
  const read = READS.exec(text)?.[1];
  if (parts.length > 0) return parts.join(', ');
  if (read) return `select ${read}${lock ? ` ${lock}` : ''}`;
  return text.trim().slice(0, MAX_CHARS);
}
