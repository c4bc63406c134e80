import type { Reference } from './references.ts';

type PictureReference = Exclude<Reference, { datasetId: string }>;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ADDRESS = new RegExp(`^(?:upload:(${UUID})|artifact:(${UUID})/([^/]{1,600}))$`, 'i');
const ADDRESSES = new RegExp(`(?:upload:${UUID}|artifact:${UUID}/)[^\\s>)]{0,600}`, 'gi');
/** What stands before the address of a picture, and before one that is given a name at the end of a text. */
const BEFORE = /\][(:][ \t]{0,9}\n?[ \t]{0,9}<?$/;
const MAX_BEFORE_CHARACTERS = 24;

/** The stored file that the address of a picture in Markdown names, `upload:ID` or `artifact:JOB-ID/NAME`; null: none. */
export function pictureReference(address: string): PictureReference | null {
  const [, uploadId, jobId, encodedName] = ADDRESS.exec(address) ?? [];
  if (uploadId !== undefined) return { uploadId };
  const name = encodedName === undefined ? null : decodedName(encodedName);
  return jobId === undefined || name === null ? null : { artifact: { jobId, name } };
}

/**
 * The files that pictures in a Markdown text name. Found by a scan that costs the same for every text of a size, so that
 * it can be done while a request waits: what the whole grammar would take for something else, if it looks like a
 * picture outside of fenced code, is found too.
 */
export function* markdownPictures(markdown: string): Generator<PictureReference> {
  let code: CodeRange[] | null = null;
  for (const { 0: address, index } of markdown.matchAll(ADDRESSES)) {
    if (!BEFORE.test(markdown.slice(Math.max(0, index - MAX_BEFORE_CHARACTERS), index))) continue;
    const reference = pictureReference(address);
    if (!reference) continue;
    code ??= [...fencedCode(markdown)];
    while (code[0] && code[0].to < index) code.shift();
    if (!code[0] || index < code[0].from) yield reference;
  }
}

interface CodeRange {
  from: number;
  to: number;
}

/** Names with spaces are written as in addresses, `a%20b.png`. */
function decodedName(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

function* fencedCode(markdown: string): Generator<CodeRange> {
  let open: { mark: string; from: number } | null = null;
  for (const { 1: mark = '', 2: rest = '', index } of markdown.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (!open) open = { mark, from: index };
    else if (mark.startsWith(open.mark) && rest.trim() === '') {
      yield { from: open.from, to: index };
      open = null;
    }
  }
  if (open) yield { from: open.from, to: markdown.length };
}
