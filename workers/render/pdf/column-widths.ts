/** How wide a column has to be and would like to be, in points, and how wide it was asked to be beside the others. */
export interface ColumnWish {
  /** Its longest word. */
  need: number;
  /** Its longest line. */
  wish: number;
  /** In relation to the other columns that say so; null: as its content is. */
  share: number | null;
}

/** One long text must not starve the other columns. */
const MAX_WISH_SHARE = 0.5;
/** A longer word is broken rather than given the room of several columns. */
const MAX_NEED_SHARE = 0.3;

/**
 * How wide each column of a table is; the widths add up to `room`. Columns that said a width share their part of the
 * room as they said; the others are as wide as their longest line if all have room for theirs, else at least as wide as
 * their longest word where possible.
 */
export function columnWidths(wishes: readonly ColumnWish[], room: number): number[] {
  const asked = wishes.filter(({ share }) => share !== null);
  const askedRoom = (room * asked.length) / wishes.length;
  const shares = sum(asked.map(({ share }) => share ?? 0));
  const free = grantedWidths(
    wishes.filter(({ share }) => share === null),
    room - askedRoom,
  );
  return wishes.map(({ share }) => (share === null ? (free.shift() ?? 0) : (askedRoom * share) / shares));
}

/** What is left when all needs are met goes to the wishes, the most modest first; what is left then, to all. */
function grantedWidths(wishes: readonly ColumnWish[], room: number): number[] {
  const bounded = wishes.map(({ need, wish }) => {
    const least = Math.min(need, Math.max(room * MAX_NEED_SHARE, room / wishes.length));
    return { need: least, wish: Math.max(least, Math.min(wish, room * MAX_WISH_SHARE)) };
  });
  const granted = bounded.map(({ need }) => need);
  let spare = Math.max(0, room - sum(granted));
  const byModesty = [...bounded.entries()].toSorted(([, a], [, b]) => a.wish - a.need - (b.wish - b.need));
  for (const [order, [at, { need, wish }]] of byModesty.entries()) {
    const extra = Math.min(wish - need, spare / (byModesty.length - order));
    granted[at] = need + extra;
    spare -= extra;
  }
  const total = sum(granted);
  return granted.map((width) => (width / total) * room);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
