const FALLBACK = 'document';
/** File systems end at 255 bytes, the store at 200 characters: room for the extension and for a browser's ` (1)`. */
const MAX_BASE_BYTES = 190;
/** Controls, invisible and direction-changing characters (they disguise an extension), private and unassigned ones. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
/** What Windows, macOS or a shell does not take in a name. */
const RESERVED = /[\\/:*?"<>|]+/g;
/** Devices on Windows, whatever the extension. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * The name of a job's file: its title made safe for every file system, with the extension (given without its dot).
 * Letters of any script stay; a title that leaves nothing, or none, becomes `document`.
 */
export function fileName(title: string | null, extension: string): string {
  const readable = (title ?? '')
    .toWellFormed()
    .replaceAll('\uFFFD', '')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(RESERVED, '-');
  const base = trimmed(shortened(trimmed(readable)));
  return `${base === '' || WINDOWS_DEVICE.test(base) ? FALLBACK : base}.${extension}`;
}

/** Windows drops dots and spaces at the end of a name; at the start a dot hides the file. */
function trimmed(name: string): string {
  return name.replace(/^[\s.-]+|[\s.-]+$/gu, '');
}

function shortened(name: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BASE_BYTES) break;
    kept += character;
  }
  return kept;
}
