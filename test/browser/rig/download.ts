import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';

export interface Downloaded {
  name: string;
  bytes: Buffer;
}

/** Presses what downloads a file, and gives what the browser saved. */
export async function download(pressed: Locator): Promise<Downloaded> {
  const [saved] = await Promise.all([pressed.page().waitForEvent('download'), pressed.click()]);
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}
