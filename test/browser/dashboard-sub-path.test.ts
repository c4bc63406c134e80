import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { setDashboardStage } from './rig/dashboard-stage.ts';
import { download } from './rig/download.ts';
import { createPlayedJob } from './rig/played-job.ts';
import { startPrefixProxy, type PrefixProxy } from './rig/prefix-proxy.ts';

/** The dashboard below a path that only the proxy before it knows of: nothing is configured for it. */

const stage = setDashboardStage();
const { rig } = stage;
let proxy: PrefixProxy;
beforeAll(async () => {
  proxy = await startPrefixProxy('/some/path/', rig.url);
});
afterEach(() => expect(proxy.strays.splice(0)).toEqual([]));
afterAll(() => proxy.close());

const open = (room?: string): Promise<Page> => stage.open(room, { by: proxy.url });

test('the list is live', async () => {
  const page = await open();
  await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  const played = await createPlayedJob(rig, 'A deck below a path');
  const row = page.getByRole('row', { name: /A deck below a path/ });
  await row.getByText('Waiting').waitFor();
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor(); // by a stream, not by a fallback
  await played.start();
  await played.progress(40, 'Writing slide 40');
  await row.getByText('Writing slide 40').waitFor();
  expect(await page.evaluate('[...document.images].every((image) => image.naturalWidth > 0)')).toBe(true);
});

test('a report is made, looked into and downloaded', async () => {
  const page = await open('#/create');
  await page.getByRole('button', { name: 'Make a sample report' }).click();
  await page.getByRole('img', { name: /The first page of/ }).waitFor();
  await page.getByRole('button', { name: 'Look inside', exact: true }).click();
  await page.getByRole('img', { name: 'Page 1' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  expect((await download(page.getByRole('link', { name: 'Download' }))).bytes.subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByRole('tab', { name: 'As curl' }).click();
  await page.getByText(`${proxy.url}/api/jobs`).waitFor();
});

test('a job is created by the form and by a file, and run again', async () => {
  const page = await open('#/create');
  await page.getByRole('radio', { name: /Presentation/ }).click();
  await page.getByRole('button', { name: 'Create: Presentation' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'It was cancelled' }).waitFor();
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByText('Again of').waitFor();
  await page.getByRole('link', { name: 'Create', exact: true }).click();
  await page
    .getByLabel('A table to make a workbook of')
    .setInputFiles({ name: 'Orders.csv', mimeType: 'text/csv', buffer: Buffer.from('City,Orders\n東京,7\n') });
  await page.getByRole('cell', { name: '東京' }).waitFor();
});

test('the queues are shown, and paused', async () => {
  const page = await open('#/queues');
  const queue = page.getByRole('article', { name: 'Queue Presentation' });
  await queue.getByRole('button', { name: 'Pause' }).click();
  await queue.getByText(/^Paused/).waitFor();
  await queue.getByRole('button', { name: 'Resume' }).click();
  await queue.getByRole('button', { name: 'Pause' }).waitFor();
});

test('the description of the API is there, and its requests go to the service', async () => {
  const page = await open();
  await page.getByRole('link', { name: 'API' }).click();
  await page
    .getByRole('button', { name: /GET.*\/api\/whoami/ })
    .first()
    .click();
  const [answer] = await Promise.all([
    page.waitForResponse(/\/api\/whoami$/),
    page.getByRole('button', { name: 'Execute' }).click(),
  ]);
  expect(answer.url()).toBe(`${proxy.url}/api/whoami`);
  expect(answer.status()).toBe(200);
});
