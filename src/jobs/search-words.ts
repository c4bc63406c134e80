import { createHash } from 'node:crypto';

/**
 * What jobs are found by: the words of their title and tags, in any script, without regard to case and accents. Scripts
 * that put no space between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are cut into pairs of neighbouring
 * characters, so that any part of a text is found. The words are made here and not by Postgres, whose own rules depend
 * on the locale that a database was created with.
 */

/** Of one job; beyond it words are left out. */
const MAX_WORDS = 300;
const MAX_WORD_CHARS = 40;
/** Of one search. */
const MAX_SOUGHT_WORDS = 20;

/** Accents and the like; the vowel signs of other scripts are not among them. */
const ACCENTS = /[\u0300-\u036F]/g;
const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

/** The words that a job is stored with, marked with its tenant. None for a job without title and tags. */
export function wordsOf({ tenant, title, tags }: { tenant: string; title: string | null; tags: string[] }): string[] {
  const words = [title ?? '', ...tags].flatMap((text) => piecesOf(text).flatMap(({ stored }) => stored));
  const mark = markOf(tenant);
  return [...new Set(words)].slice(0, MAX_WORDS).map((word) => mark + word);
}

/**
 * What a search asks of the words of a job, as a tsquery: all of its words, each as a whole or as the beginning of a word.
 *
 * @returns null when it has no word that could be found: signs and spaces only.
 */
export function soughtWords(tenant: string, text: string): string | null {
  const sought = piecesOf(text)
    .flatMap(({ sought: own }) => own)
    .slice(0, MAX_SOUGHT_WORDS);
  const mark = markOf(tenant);
  // Nothing in it can end the quotation: there are letters and digits only.
  const parts = [...new Set(sought.map(({ word, isWhole }) => `'${mark}${word}'${isWhole ? '' : ':*'}`))];
  return parts.length === 0 ? null : parts.join(' & ');
}

interface Piece {
  stored: string[];
  sought: { word: string; isWhole: boolean }[];
}

function piecesOf(text: string): Piece[] {
  const plain = text.normalize('NFKD').replaceAll(ACCENTS, '').normalize('NFC').toLowerCase();
  return (plain.match(WORD) ?? []).flatMap((word) => {
    const unspaced = word.match(UNSPACED) ?? [];
    const spaced = word.split(UNSPACED).filter(Boolean);
    return [...spaced.map(spacedPiece), ...unspaced.map(unspacedPiece)];
  });
}

function spacedPiece(word: string): Piece {
  const cut = word.slice(0, MAX_WORD_CHARS).toWellFormed();
  return { stored: [cut], sought: [{ word: cut, isWhole: false }] };
}

/** Stored with its last character alone, so that each is the beginning of something. */
function unspacedPiece(text: string): Piece {
  const characters = Array.from(text);
  const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  const sought = pairs.length > 0 ? pairs.map((word) => ({ word, isWhole: true })) : [{ word: text, isWhole: false }];
  return { stored: [...pairs, ...characters.slice(-1)], sought };
}

function markOf(tenant: string): string {
  return `${createHash('md5').update(tenant).digest('hex').slice(0, 8)}:`;
}
