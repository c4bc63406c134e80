/** The bytes that a parser has been given and whose records have not come out yet. */
export interface ReadTape {
  push(piece: Buffer): void;
  /** The bytes of the next record, up to an offset from the beginning of all, and the lines that they begin and end in. */
  take(to: number): { bytes: Buffer; line: number; lastLine: number };
  /** How many bytes wait to be taken. */
  waiting(): number;
  /** The line at an offset that has not been taken. */
  lineAt(offset: number): number;
}

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

export function newReadTape(): ReadTape {
  const pieces: Buffer[] = [];
  let taken = 0;
  let end = 0;
  let line = 1;
  return {
    push(piece) {
      pieces.push(piece);
      end += piece.length;
    },
    take(to) {
      const bytes = cut(pieces, to - taken);
      taken = to;
      const start = leadingLineEnds(bytes);
      const first = line + lineEnds(bytes, 0, start);
      line = first + lineEnds(bytes, start, bytes.length);
      const endsLine = bytes.length > start && isLineEnd(bytes[bytes.length - 1]);
      return { bytes: bytes.subarray(start), line: first, lastLine: endsLine ? line - 1 : line };
    },
    waiting: () => end - taken,
    lineAt: (offset) => line + lineEnds(Buffer.concat(pieces), 0, offset - taken),
  };
}

function cut(pieces: Buffer[], length: number): Buffer {
  const parts: Buffer[] = [];
  for (let missing = length; missing > 0;) {
    const piece = pieces[0];
    if (!piece) throw new RangeError('More was taken than was given');
    if (piece.length > missing) {
      parts.push(piece.subarray(0, missing));
      pieces[0] = piece.subarray(missing);
      break;
    }
    parts.push(piece);
    pieces.shift();
    missing -= piece.length;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

function leadingLineEnds(bytes: Buffer): number {
  let at = 0;
  while (isLineEnd(bytes[at])) at += 1;
  return at;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** CR LF, LF and CR alone end a line. */
function lineEnds(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[at + 1] !== LINE_FEED)) count += 1;
  }
  return count;
}
