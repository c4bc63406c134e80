/**
 * The pieces of a line from left to right, given from first to last (UAX 9, rule L2): from the highest level down, each
 * stretch of pieces at that level or above is turned around.
 */
export function visualOrder<Piece extends { level: number }>(pieces: Piece[]): Piece[] {
  const highest = Math.max(0, ...pieces.map(({ level }) => level));
  const lowestOdd = Math.min(...pieces.map(({ level }) => (level % 2 === 1 ? level : Infinity)));
  let order = pieces;
  for (let level = highest; level >= lowestOdd; level -= 1) order = turnedFrom(order, level);
  return order;
}

function turnedFrom<Piece extends { level: number }>(pieces: Piece[], level: number): Piece[] {
  const order: Piece[] = [];
  let stretch: Piece[] = [];
  for (const piece of pieces) {
    if (piece.level >= level) {
      stretch.push(piece);
      continue;
    }
    order.push(...stretch.toReversed(), piece);
    stretch = [];
  }
  return [...order, ...stretch.toReversed()];
}
