/** A message from a client to Postgres (protocol 3), as far as it matters here. */
export interface FrontendMessage {
  /** Where it begins in the bytes that it was found in. */
  at: number;
  /** Its type byte: `Q`uery, `P`arse, `B`ind, `E`xecute, `S`ync … */
  type: string;
  /** The SQL of a Query or a Parse, unless it is very long; else empty. */
  sql: string;
}

export interface FrontendBytes {
  /** What may go on: all that has come but the beginning of a message that cannot be told yet. */
  bytes: Buffer;
  messages: FrontendMessage[];
}

/** No statement of the service is longer; messages that carry values are not read, whatever their length. */
const MAX_SQL_BYTES = 64 * 1024;
/** Packets that come before the startup packet, which have no type byte either: SSLRequest, GSSENCRequest. */
const NEGOTIATIONS: readonly number[] = [80_877_103, 80_877_104];

/** Finds the messages in what a client sends, however it is cut into chunks. Bodies pass without being copied. */
export function frontendReader(): (chunk: Buffer) => FrontendBytes {
  let kept: Buffer = Buffer.alloc(0);
  let unread = 0; // of a message that has begun to pass
  let hasStarted = false;
  return (chunk) => {
    const bytes = kept.length > 0 ? Buffer.concat([kept, chunk]) : chunk;
    const messages: FrontendMessage[] = [];
    let at = Math.min(unread, bytes.length);
    unread -= at;
    while (bytes.length - at >= (hasStarted ? 5 : 8)) {
      const type = hasStarted ? String.fromCharCode(bytes[at]!) : '';
      const length = bytes.readUInt32BE(at + type.length) + type.length;
      const isRead = (type === 'Q' || type === 'P') && length <= MAX_SQL_BYTES;
      if (isRead && at + length > bytes.length) break;
      if (hasStarted) messages.push({ at, type, sql: isRead ? sqlOf(bytes.subarray(at, at + length)) : '' });
      else hasStarted = !NEGOTIATIONS.includes(bytes.readUInt32BE(at + 4));
      unread = Math.max(0, at + length - bytes.length);
      at += length - unread;
    }
    kept = bytes.subarray(at);
    return { bytes: bytes.subarray(0, at), messages };
  };
}

/** A Query is its text; a Parse names the statement first. Each ends with a NUL. */
function sqlOf(message: Buffer): string {
  const start = message[0] === 'P'.charCodeAt(0) ? message.indexOf(0, 5) + 1 : 5;
  return message.toString('utf8', start, message.indexOf(0, start));
}
