const MAX_NAME_CHARACTERS = 31;

/** Gives the further parts of a divided table names of their own: `Sales (2)`. Excel takes no two that differ in case only. */
export function newSheetNames(names: string[]): (name: string, part: number) => string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  return (name, part) => {
    for (let number = part; ; number += 1) {
      const ending = ` (${number})`;
      const start = name.slice(0, MAX_NAME_CHARACTERS - ending.length);
      // Half of a character would make the name unreadable.
      const free = start.replace(/[\uD800-\uDBFF]$/, '') + ending;
      if (taken.has(free.toLowerCase())) continue;
      taken.add(free.toLowerCase());
      return free;
    }
  };
}
