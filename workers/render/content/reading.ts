import type { SpooledFile } from '../read-input.ts';
import type { RenderControls } from '../controls.ts';
import type { Block, Picture } from './content.ts';
import { newLeftOut, type LeftOut } from './left-out.ts';

export type Format = 'xlsx' | 'docx' | 'pdf' | 'pptx';

/** What reading one input goes along with: where files are, whom to tell, and what has been found so far. */
export interface Reading {
  format: Format;
  /** By `referenceKey`. */
  files: Record<string, SpooledFile>;
  controls: RenderControls;
  /** What the format cannot carry; told of at the end. */
  leftOut: LeftOut;
  /** Where in the input (a JSON Pointer) each block was. */
  places: WeakMap<Block, string>;
  /** By their keys: a picture that is shown twice is one. */
  pictures: Map<string, Picture>;
  /** A name for a heading that no other has. */
  nextAnchor(): string;
}

/** For one input. */
export function newReading(format: Format, files: Record<string, SpooledFile>, controls: RenderControls): Reading {
  let headings = 0;
  return {
    format,
    files,
    controls,
    leftOut: newLeftOut(format, controls),
    places: new WeakMap(),
    pictures: new Map(),
    nextAnchor: () => `heading-${(headings += 1)}`,
  };
}
