import type { Page } from 'playwright-core';

/** The numbers of the events that an open job's page lists, in its order. */
export async function shownEvents(page: Page): Promise<number[]> {
  await page.getByRole('tab', { name: 'Events' }).click();
  const rows = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  return (await rows.locator('span:first-child').allTextContents()).map(Number);
}

/** The numbers that it must list: each event of the job once, in order. */
export async function allEvents(serviceUrl: string, jobId: string): Promise<number[]> {
  const answer = await fetch(`${serviceUrl}/api/jobs/${jobId}`);
  const { lastSeq } = (await answer.json()) as { lastSeq: number };
  return Array.from({ length: lastSeq }, (_, at) => at + 1);
}
