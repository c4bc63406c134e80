/** RFC 9110, 8.3.1. Somebody else names the type; one that is none must not break an answer. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *; *[\w-]+=([\w.+-]+|"[\w.+ /:;=-]*"))*$/;
const MAX_CHARS = 200;
const UNKNOWN = 'application/octet-stream';

/** The media type if it is one, else that of bytes of which nothing is known. */
export function safeMediaType(text: string | undefined): string {
  return text !== undefined && text.length <= MAX_CHARS && MEDIA_TYPE.test(text) ? text : UNKNOWN;
}
