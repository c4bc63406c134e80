/** WordprocessingML counts in three units; themes count in points. All of these give whole numbers, as the format asks. */

/** Twentieths of a point: lengths on the page. */
export function twips(points: number): number {
  return Math.round(points * 20);
}

/** The sizes of letters. */
export function halfPoints(points: number): number {
  return Math.round(points * 2);
}

/** The sizes of drawings; an inch has 914,400. */
export function emus(points: number): number {
  return Math.round(points * 12_700);
}
