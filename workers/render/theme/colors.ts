/** The contrast of two colours (`RRGGBB`), 1 to 21, as WCAG 2.2 defines it. Text needs 4.5 to be read well. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour itself if it can be read on the fill, else black or white, whichever can. */
export function readableOn(fill: string, wanted: string): string {
  if (contrast(fill, wanted) >= 4.5) return wanted;
  return contrast(fill, 'FFFFFF') >= 4.5 ? 'FFFFFF' : '000000';
}

/** A mixture: `share` of the first colour, the rest of the second. */
export function mix(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  return a
    .map((value, at) => Math.round(value * share + (b[at] ?? 0) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** The relative luminance, 0 for black to 1 for white. */
export function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  return [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
