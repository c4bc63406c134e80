import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startBrowserRig, type BrowserRig } from './rig/browser-rig.ts';
import { download } from './rig/download.ts';
import { createPlayedJob } from './rig/played-job.ts';

let rig: BrowserRig;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  rig = await startBrowserRig();
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  expect(rig.errors.splice(0)).toEqual([]);
});
afterAll(() => rig.close());

async function open(query: Record<string, string>): Promise<Page> {
  const context = await rig.newContext({ acceptDownloads: true });
  contexts.push(context);
  return rig.open(context, query);
}

const told = (page: Page): Promise<string[]> => page.evaluate('window.told');

test('text becomes a PDF that is there to see and to save', async () => {
  const page = await open({ view: 'generator', strict: '1' });
  await page.getByLabel('Title').fill('Drei Filme & <b>mehr</b>');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Done', { exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Drei Filme & <b>mehr</b>' }).waitFor();
  await page.getByAltText(/^First page of Drei Filme/).waitFor();
  const file = await download(page.getByRole('button', { name: /^Download/ }));
  expect(file.name).toMatch(/^Drei Filme.*\.pdf$/);
  expect(file.bytes.subarray(0, 5).toString()).toBe('%PDF-');
});

test('a CSV becomes a workbook, by keyboard alone', async () => {
  const page = await open({ view: 'generator' });
  await page.getByLabel('Title').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowLeft'); // from PDF, around to the last one
  await page.getByLabel('Title').fill(''); // then the file's name is the title
  await page.getByLabel(/Choose a table/).setInputFiles({
    name: 'Umsätze [2026].csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Stadt,Umsatz\nOslo,1200.5\nΑθήνα,980\n'),
  });
  await page.getByRole('button', { name: 'Create' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: /^First rows of Umsätze/ }).waitFor();
  expect(await page.getByRole('img', { name: /^First rows/ }).textContent()).toContain('Αθήνα');
});

test('who leaves and comes back sees what happened meanwhile', async () => {
  const job = await createPlayedJob(rig, 'Autumn deck', 'chat-1');
  await job.start();
  const page = await open({ view: 'tracker', job: job.id });
  await job.progress(30, 'Slide 3 of 10');
  await page.getByText('Slide 3 of 10').waitFor();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('30');
  await page.goto('about:blank');
  await job.progress(80);
  await job.complete();
  await page.goBack();
  await page.getByText('Done', { exact: true }).waitFor();
  await page.waitForFunction('window.told.length > 0');
  expect(await told(page)).toEqual([`complete ${job.id}`]);

  const back = await open({ view: 'resume', session: 'chat-1' });
  await back.getByRole('region', { name: 'Since you left' }).getByText('Autumn deck').waitFor();
});

test('a running job is cancelled when its worker has stopped, and run again as another', async () => {
  const job = await createPlayedJob(rig, 'Board deck');
  await job.start();
  const page = await open({ view: 'tracker', job: job.id, strict: '1' });
  await job.progress(10);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Asking the worker to stop').waitFor();
  expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
  await page.waitForFunction("document.activeElement.tagName === 'H3'");
  await job.stop();
  await page.getByText('It was stopped while it was running.').waitFor();
  expect(await page.getByRole('status').filter({ hasText: 'Board deck was cancelled.' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByText('Waiting', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('It was cancelled before it began.').waitFor();
  expect((await told(page)).length).toBe(2);
});

test('a failure is shown with its reason, and told once', async () => {
  const job = await createPlayedJob(rig, 'Report');
  await job.start();
  const page = await open({ view: 'tracker', job: job.id, strict: '1' });
  await job.progress(50);
  await page.getByText('50 %').waitFor();
  await job.fail('The <template> names a sheet "Größe" that is not there.');
  await page.getByText('The <template> names a sheet "Größe" that is not there.', { exact: true }).waitFor();
  expect(await told(page)).toEqual(['error The <template> names a sheet "Größe" that is not there.']);
});

test('a job that was deleted, and one that never was, say so and what to do', async () => {
  const job = await createPlayedJob(rig, 'Soon gone');
  await fetch(`${rig.service.url}/api/jobs/${job.id}/cancel`, { method: 'POST' });
  await fetch(`${rig.service.url}/api/jobs/${job.id}`, { method: 'DELETE' });
  const page = await open({ view: 'tracker', job: `${job.id},0` });
  await page.getByText('create a new job to make it again').waitFor();
  await page.getByText('the job belongs to somebody else or never was').waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(2);
});

test('a list follows jobs that come, run and end', async () => {
  const page = await open({ view: 'list', type: 'presentation' });
  await page.getByRole('region', { name: 'Jobs' }).waitFor();
  const job = await createPlayedJob(rig, 'Listed deck');
  const line = page.getByRole('listitem').filter({ hasText: 'Listed deck' });
  await line.waitFor();
  await job.start();
  await job.progress(40, 'Slide 4 of 10');
  await line.getByText('Slide 4 of 10').waitFor();
  await job.complete();
  await line.getByText('Done', { exact: true }).waitFor();
});
