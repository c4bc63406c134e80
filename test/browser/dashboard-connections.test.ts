import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { until } from '../faults/rig/waiting.ts';
import { startDashboardRig, type DashboardRig } from './rig/dashboard-rig.ts';
import { startGateway, type Gateway } from './rig/gateway.ts';
import { createPlayedJob, type PlayedJob } from './rig/played-job.ts';
import { setSeen } from './rig/seen.ts';
import { allEvents, shownEvents } from './rig/shown-events.ts';

/** The dashboard when the way to the service is bad, or is shared, or is not needed for a while. */

const LIMIT_MS = 30_000;

let rig: DashboardRig;
let gateway: Gateway;
let context: BrowserContext;
beforeAll(async () => {
  rig = await startDashboardRig();
  gateway = await startGateway(null, Number(new URL(rig.url).port));
}, 120_000);
beforeEach(async () => {
  context = await rig.newContext();
});
afterEach(async () => {
  await context.close();
  gateway.holdBack(false);
  gateway.cutWaits(false);
  await rig.startApi();
  expect(rig.errors.splice(0)).toEqual([]);
});
afterAll(async () => {
  await rig.close();
  await gateway.close();
});

const open = (room: string): Promise<Page> => rig.open(context, room, gateway.url);
const badge = (page: Page, word: string): Locator => page.locator('.connection').getByText(word, { exact: true });
const row = (page: Page, title: string): Locator => page.getByRole('row', { name: new RegExp(title) });
const streams = (): number => gateway.requests.filter(({ isStream }) => isStream).length;
const noStream = (): Promise<boolean> => until('no stream is open', LIMIT_MS, () => gateway.openStreams() === 0);

async function startedJob(title: string): Promise<PlayedJob> {
  const job = await createPlayedJob(rig, title);
  await job.start();
  gateway.requests.splice(0);
  return job;
}

/** Each event of a finished job is shown once, and in order. */
async function expectWholeStory(page: Page, job: PlayedJob): Promise<void> {
  const all = await allEvents(rig.url, job.id);
  await until('the last event is shown', LIMIT_MS, async () => (await shownEvents(page)).includes(all.length));
  expect(await shownEvents(page)).toEqual(all);
}

test('the API is killed under an open list and an open job, and comes back: said, nothing blanked, nothing missing', async () => {
  const job = await startedJob('A deck through a crash');
  const list = await open('#/jobs');
  const page = await open(`#/jobs/${job.id}`);
  await job.progress(30, 'Slide 3 of 10');
  const mine = row(list, 'A deck through a crash');
  await mine.getByText('Slide 3 of 10').waitFor();
  await page.getByText('Slide 3 of 10').waitFor();
  for (const one of [list, page]) await badge(one, 'Live').waitFor();

  await rig.killApi();
  for (const one of [list, page]) {
    await badge(one, 'Reconnecting').waitFor();
    expect(await one.locator('.connection').getAttribute('title')).toMatch(/It is tried again by itself\.$/);
  }
  await job.progress(70, 'Slide 7 of 10');
  expect(await mine.getByText('Slide 3 of 10').isVisible()).toBe(true);
  expect(await page.getByText('Slide 3 of 10').isVisible()).toBe(true);
  expect(await shownEvents(page)).toEqual([1, 2, 3]);

  await rig.startApi();
  await mine.getByText('Slide 7 of 10').waitFor();
  await page.getByText('Slide 7 of 10', { exact: true }).waitFor();
  for (const one of [list, page]) await badge(one, 'Live').waitFor();
  await job.complete();
  await mine.getByText('Completed').waitFor();
  await expectWholeStory(page, job);
});

test('behind a proxy that buffers, what happens is shown all the same, and it is said that it comes later', async () => {
  const job = await startedJob('A deck held back');
  gateway.holdBack(true);
  const page = await open(`#/jobs/${job.id}`);
  await badge(page, 'Nearly live').waitFor();
  expect(await page.locator('.connection').getAttribute('title')).toContain('holds streams back');
  await job.progress(20, 'Slide 2 of 10');
  await page.getByText('Slide 2 of 10').waitFor();
  await job.progress(40, 'Slide 4 of 10');
  await page.getByText('Slide 4 of 10').waitFor();
  await job.complete();
  await expectWholeStory(page, job);
});

test('where requests that wait are cut off too, it is asked every few seconds, and said', async () => {
  const job = await startedJob('A deck asked for');
  gateway.holdBack(true);
  gateway.cutWaits(true);
  const page = await open(`#/jobs/${job.id}`);
  await badge(page, 'Polling').waitFor();
  expect(await page.locator('.connection').getAttribute('title')).toContain('every few seconds');
  await job.progress(20, 'Slide 2 of 10');
  await page.getByText('Slide 2 of 10').waitFor();
  await job.complete();
  await expectWholeStory(page, job);
});

test('offline, and back', async () => {
  const job = await startedJob('A deck in a tunnel');
  const list = await open('#/jobs');
  const page = await open(`#/jobs/${job.id}`);
  await job.progress(50, 'Slide 5 of 10');
  for (const one of [list, page]) {
    await one.getByText('Slide 5 of 10').waitFor();
    await badge(one, 'Live').waitFor();
  }
  await context.setOffline(true);
  for (const one of [list, page]) await badge(one, 'Offline').waitFor();
  await job.progress(60, 'Slide 6 of 10');
  expect(await page.getByText('Slide 5 of 10').isVisible()).toBe(true);
  await context.setOffline(false);
  for (const one of [list, page]) {
    await one.getByText('Slide 6 of 10').waitFor();
    await badge(one, 'Live').waitFor();
  }
  await job.complete();
  await expectWholeStory(page, job);
});

test('two tabs have one stream; when the tab that has it is closed, the other goes on', async () => {
  const job = await startedJob('A deck in two tabs');
  const tabs = [await open('#/jobs'), await open(`#/jobs/${job.id}`)] as const;
  await job.progress(10, 'Slide 1 of 10');
  for (const tab of tabs) {
    await tab.getByText('Slide 1 of 10').waitFor();
    await badge(tab, 'Live').waitFor();
  }
  expect(gateway.openStreams()).toBe(1);
  const [list, page] = tabs;
  const follower = (await isFollowing(list)) ? list : page;
  const leader = follower === list ? page : list;
  expect(await isFollowing(leader)).toBe(false);

  await leader.close();
  await job.progress(50, 'Slide 5 of 10');
  await follower.getByText('Slide 5 of 10').waitFor();
  await until('the other tab has the stream', LIMIT_MS, async () => !(await isFollowing(follower)));
  await badge(follower, 'Live').waitFor();
  expect(gateway.openStreams()).toBe(1);
  await job.complete();
  await follower.getByText('Completed').first().waitFor();
});

async function isFollowing(tab: Page): Promise<boolean> {
  return /shares the connection/.test((await tab.locator('.connection').getAttribute('title')) ?? '');
}

test.each(['list', 'job'])(
  'a %s that nobody looks at has no stream, and is up to date when it is looked at again',
  async (what) => {
    const job = await startedJob(`A deck behind another window, ${what}`);
    const page = await open(what === 'list' ? '#/jobs' : `#/jobs/${job.id}`);
    await job.progress(10, 'Slide 1 of 10');
    await page.getByText('Slide 1 of 10').waitFor();
    await until('a stream is open', LIMIT_MS, () => gateway.openStreams() === 1);
    await setSeen(page, false);
    await noStream();
    await job.progress(90, 'Slide 9 of 10');
    expect(await page.getByText('Slide 1 of 10').isVisible()).toBe(true);
    await setSeen(page, true);
    await page.getByText('Slide 9 of 10').waitFor();
    await badge(page, 'Live').waitFor();
    await job.complete();
    await page.getByText('Completed').first().waitFor();
    if (what === 'job') await expectWholeStory(page, job);
  },
);

test('who leaves during a job and comes back sees where it is, and all that happened', async () => {
  const job = await startedJob('A deck left alone');
  const before = await open(`#/jobs/${job.id}`);
  await job.progress(30, 'Slide 3 of 10');
  await before.getByText('Slide 3 of 10').waitFor();
  await before.close();
  await noStream();
  await job.progress(60, 'Slide 6 of 10');
  const page = await open(`#/jobs/${job.id}`);
  await page.getByText('Slide 6 of 10').waitFor();
  await page.getByText('60%').waitFor();
  const moments = page.getByRole('tabpanel', { name: 'Timeline' }).locator('.what');
  await moments.filter({ hasText: 'Began' }).waitFor();
  expect(await moments.allTextContents()).toEqual(['Created', 'Began']);
  await job.progress(80, 'Slide 8 of 10');
  await page.getByText('Slide 8 of 10').waitFor();
  await job.complete();
  await moments.filter({ hasText: 'Completed' }).waitFor();
  expect(await moments.allTextContents()).toEqual(['Created', 'Began', 'Completed']);
  await expectWholeStory(page, job);
});

test('what happens while the past is being read is shown after it', async () => {
  const job = await startedJob('A deck with a slow past');
  const past = Promise.withResolvers<void>();
  await context.route(/\/events\?after=0/, async (route) => {
    const answer = await route.fetch();
    await past.promise;
    await route.fulfill({ response: answer });
  });
  const page = await open(`#/jobs/${job.id}`);
  await badge(page, 'Live').waitFor();
  await job.progress(30, 'Slide 3 of 10');
  await page.getByText('Slide 3 of 10').waitFor();
  await job.complete();
  await page.getByText('Completed').first().waitFor();
  past.resolve();
  await expectWholeStory(page, job);
});

/** As long as it is shut, requests of this kind get no answer. The client itself tries four times. */
async function shutOff(path: RegExp): Promise<{ tries: () => number; open: () => Promise<void> }> {
  let tries = 0;
  await context.route(path, (route) => {
    tries += 1;
    return route.abort();
  });
  return { tries: () => tries, open: () => context.unroute(path) };
}

test('a past that cannot be read is read as soon as it can be', async () => {
  const job = await startedJob('A deck with a past');
  const past = await shutOff(/\/events\?after=0/);
  const page = await open(`#/jobs/${job.id}`);
  await until('it was tried beyond the first tries', LIMIT_MS, () => past.tries() > 4);
  expect(await shownEvents(page)).toEqual([]);
  await past.open();
  await until('the past is shown', LIMIT_MS, async () => (await shownEvents(page)).length === 2);
});

test('a page that came when the service did not answer goes on by itself', async () => {
  const who = await shutOff(/\/whoami/);
  const page = await open('#/jobs');
  await page.getByText('The service cannot be reached.').waitFor();
  await until('it was tried again', LIMIT_MS, () => who.tries() > 4);
  await who.open();
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
});

test('a list has one stream, however many rows it has', async () => {
  const jobs: PlayedJob[] = [];
  for (let no = 0; no < 24; no += 1) jobs.push(await createPlayedJob(rig, `Row ${no} of many`));
  gateway.requests.splice(0);
  const list = await open('#/jobs?q=of+many');
  await list.setViewportSize({ width: 1280, height: 1800 }); // all rows are seen, so that all are drawn
  await row(list, 'Row 0 of many').waitFor();
  await badge(list, 'Live').waitFor();
  for (const job of jobs.toReversed()) await job.start(); // the newest is taken first
  for (const [no, job] of jobs.entries()) await job.progress(50, `Half of row ${no}`);
  for (const no of jobs.keys()) await list.getByText(`Half of row ${no}`, { exact: true }).waitFor();
  for (const job of jobs) await job.complete();
  await until(
    'all are completed',
    LIMIT_MS,
    async () => (await list.getByRole('row').getByText('Completed').count()) === 24,
  );
  expect(streams()).toBe(1);
  expect(gateway.requests.filter(({ path }) => jobs.some(({ id }) => path.includes(id)))).toEqual([]);
});
