import { Problem } from '../errors.ts';

/** Opaque to clients: a version byte and the id of the last job of a page. It grants nothing: a list is always the viewer's. */
const VERSION = 1;
const UUID_BYTES = 16;

export function encodePageToken(lastId: string): string {
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(lastId.replaceAll('-', ''), 'hex')]).toString('base64url');
}

/** @throws Problem `invalid-parameter` for a token that is not one of ours, byte for byte. */
export function decodePageToken(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 1 + UUID_BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== token) {
    throw new Problem('invalid-parameter', 'The pageToken is not one that this service gave out.', {
      errors: [{ pointer: 'pageToken', detail: 'must be the nextPageToken of another page, unchanged' }],
    });
  }
  return bytes.toString('hex', 1).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
