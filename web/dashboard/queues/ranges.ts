/** How far back the charts look, and how long one of their steps is. */
export interface Range {
  word: string;
  seconds: number;
  stepSeconds: number;
}

export const RANGES: readonly [Range, ...Range[]] = [
  { word: '1 hour', seconds: 3_600, stepSeconds: 60 },
  { word: '6 hours', seconds: 21_600, stepSeconds: 300 },
  { word: '1 day', seconds: 86_400, stepSeconds: 1_200 },
  { word: '7 days', seconds: 604_800, stepSeconds: 7_200 },
];
