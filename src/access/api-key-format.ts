import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * A key is `prk_<id>_<secret><checksum>`. The prefix and the checksum let a scanner of leaked secrets recognise one with
 * hardly a false hit, and let us refuse what is no key without asking the database. The checksum protects nothing.
 */
export interface ApiKeyParts {
  /** Public: shown in lists and logs. */
  id: string;
  /** 32 characters of base62: 190 random bits, so that a fast hash of it is safe to store. */
  secret: string;
}

export const API_KEY_PREFIX = 'prk_';

const ID_CHARACTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHAPE = /^prk_([0-9a-z]{8})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

/** Makes a key that nobody can guess. */
export function newApiKey(): ApiKeyParts {
  return { id: randomText(ID_CHARACTERS, ID_LENGTH), secret: randomText(BASE62, SECRET_LENGTH) };
}

/** The key as its owner sends it. */
export function formatApiKey({ id, secret }: ApiKeyParts): string {
  return `${API_KEY_PREFIX}${id}_${secret}${checksum(id, secret)}`;
}

/** The parts of a well-formed key; null when its shape or its checksum is wrong. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, id, secret, sum] = SHAPE.exec(text) ?? [];
  if (id === undefined || secret === undefined || sum !== checksum(id, secret)) return null;
  return { id, secret };
}

/** What is stored in place of a secret, in hexadecimal. */
export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function randomText(characters: string, length: number): string {
  return Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join('');
}

/** CRC-32 of all that is before it, in base62. */
function checksum(id: string, secret: string): string {
  let rest = crc32(`${API_KEY_PREFIX}${id}_${secret}`);
  let text = '';
  while (text.length < CHECKSUM_LENGTH) {
    text = BASE62.charAt(rest % BASE62.length) + text;
    rest = Math.floor(rest / BASE62.length);
  }
  return text;
}
