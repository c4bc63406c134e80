const MAX_NAME_CHARACTERS = 31;

/** Makes names for sheets out of any words: such as Excel takes, and none twice. */
export function newSheetNamer(): (words: string) => string {
  const taken = new Set<string>();
  return (words) => {
    const name = validName(words);
    for (let number = 1; ; number += 1) {
      const ending = number === 1 ? '' : ` (${number})`;
      const candidate = shortened(name, MAX_NAME_CHARACTERS - ending.length) + ending;
      const key = candidate.normalize('NFC').toLowerCase();
      if (taken.has(key)) continue;
      taken.add(key);
      return candidate;
    }
  };
}

/** Excel takes none of `[ ] : * ? / \`, no apostrophe at either end, and keeps "History" for itself. */
function validName(words: string): string {
  const plain = words
    .replace(/[[\]:*?/\\\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[' ]+|[' ]+$/g, '');
  if (plain === '') return 'Sheet';
  return /^history$/i.test(plain) ? `${plain}_` : plain;
}

/** At a word's end where that leaves most of it; never within a character. */
function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const cut = name.slice(0, length - 1);
  const lastSpace = cut.lastIndexOf(' ');
  const kept = lastSpace > length / 2 ? cut.slice(0, lastSpace) : cut.replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.replace(/[' ]+$/, '')}…`;
}
