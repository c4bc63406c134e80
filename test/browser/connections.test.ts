import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { startBrowserRig, type BrowserRig } from './rig/browser-rig.ts';
import { createPlayedJob, type PlayedJob } from './rig/played-job.ts';

let rig: BrowserRig;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  rig = await startBrowserRig();
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  rig.gateway.holdBack(false);
  expect(rig.errors.splice(0)).toEqual([]);
});
afterAll(() => rig.close());

async function newContext(): Promise<BrowserContext> {
  const context = await rig.newContext();
  contexts.push(context);
  return context;
}

async function startedJob(title: string): Promise<PlayedJob> {
  const job = await createPlayedJob(rig, title);
  await job.start();
  rig.gateway.requests.splice(0);
  return job;
}

const connection = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByTestId('connection').filter({ hasText: text }).waitFor();
const streams = (): number => rig.gateway.requests.filter(({ isStream }) => isStream).length;

test('the API is killed under an open page and comes back: nothing is missing', async () => {
  const job = await startedJob('Through a crash');
  const page = await rig.open(await newContext(), { view: 'tracker', job: job.id, strict: '1' });
  await connection(page, 'live sse');
  await rig.killApi();
  await connection(page, 'connecting');
  await page.getByText('Not up to date.').waitFor();
  await job.progress(70, 'Slide 7 of 10');
  await rig.startApi();
  await page.getByText('Slide 7 of 10').waitFor();
  await connection(page, 'live sse');
  await job.complete();
  await page.getByText('Done', { exact: true }).waitFor();
  expect(await page.evaluate('window.told')).toEqual([`complete ${job.id}`]);
});

test('behind a proxy that buffers, news come all the same', async () => {
  const job = await startedJob('Held back');
  rig.gateway.holdBack(true);
  const page = await rig.open(await newContext(), { view: 'tracker', job: job.id });
  await connection(page, 'live long-poll');
  await job.progress(20, 'Slide 2 of 10');
  await page.getByText('Slide 2 of 10').waitFor();
  await job.complete();
  await page.getByText('Done', { exact: true }).waitFor();
  expect(streams()).toBe(2);
});

test('offline, and back', async () => {
  const job = await startedJob('In a tunnel');
  const context = await newContext();
  const page = await rig.open(context, { view: 'tracker', job: job.id });
  await connection(page, 'live sse');
  await context.setOffline(true);
  await rig.killApi(); // what is open already is not cut by the browser
  await connection(page, 'connecting');
  await rig.startApi();
  await job.progress(60, 'Slide 6 of 10');
  await context.setOffline(false);
  await page.getByText('Slide 6 of 10').waitFor();
  await job.complete();
  await page.getByText('Done', { exact: true }).waitFor();
});

test('two tabs have one stream; when the one that has it is closed, the other goes on', async () => {
  const job = await startedJob('In two tabs');
  const context = await newContext();
  const tabs = [
    await rig.open(context, { view: 'tracker', job: job.id, token: '1' }),
    await rig.open(context, { view: 'tracker', job: job.id }),
    await rig.open(context, { view: 'tracker', job: job.id }),
  ];
  await connection(tabs[0]!, 'live sse own'); // signed in: another person
  await connection(tabs[1]!, /live sse (own|shared)/);
  await connection(tabs[2]!, /live sse (own|shared)/);
  await job.progress(10, 'Slide 1 of 10');
  for (const tab of tabs) await tab.getByText('Slide 1 of 10').waitFor();
  expect(streams()).toBe(2);
  expect(rig.gateway.openStreams()).toBe(2);
  const [, one, two] = tabs as [Page, Page, Page];
  const leads = (await one.getByTestId('connection').textContent())?.endsWith('own');
  const [leader, follower] = leads ? [one, two] : [two, one];
  await leader.close();
  await job.progress(50, 'Slide 5 of 10');
  await follower.getByText('Slide 5 of 10').waitFor();
  await connection(follower, 'live sse own');
  await job.complete();
  await follower.getByText('Done', { exact: true }).waitFor();
});

test('StrictMode mounts everything twice and makes one connection; so does a part that comes and goes', async () => {
  const job = await startedJob('Twice');
  const page = await rig.open(await newContext(), { view: 'twice', job: job.id, strict: '1' });
  await connection(page, 'live sse');
  for (let times = 0; times < 4; times += 1) await page.getByRole('button', { name: 'toggle' }).click();
  await job.progress(90, 'Slide 9 of 10');
  await page.getByText('Slide 9 of 10').waitFor();
  await job.complete();
  await page.getByText('Done', { exact: true }).waitFor();
  expect(streams()).toBe(1);
  expect(rig.gateway.requests.filter(({ path }) => path === `/api/jobs/${job.id}`)).toHaveLength(2); // at the start, at the end
});

test('a token that expires is renewed without anybody noticing', async () => {
  const job = await startedJob('Long');
  const page = await rig.open(await newContext(), { view: 'tracker', job: job.id, token: '1' });
  await connection(page, 'live sse');
  rig.gateway.expireTokens();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Asking the worker to stop').waitFor();
  await job.stop();
  await page.getByText('It was stopped while it was running.').waitFor();
});
