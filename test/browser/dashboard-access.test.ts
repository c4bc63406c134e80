import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { revokeApiKey } from '../../src/access/api-key-store.ts';
import { Problem } from '../../src/errors.ts';
import { until } from '../faults/rig/waiting.ts';
import { ADMIN, CREDENTIALS_WANTED, makeKey, makeToken, OPERATOR, signIn, VIEWER } from './rig/credentials.ts';
import { setDashboardStage } from './rig/dashboard-stage.ts';
import { download } from './rig/download.ts';
import { createPlayedJob } from './rig/played-job.ts';
import { refuse } from './rig/refusals.ts';

/** The dashboard of a service that wants to know who asks. */

const { rig, open } = setDashboardStage(CREDENTIALS_WANTED);

async function openAs(scopes: Parameters<typeof makeKey>[1], room?: string): Promise<Page> {
  const [page, { key }] = await Promise.all([open(room), makeKey(rig, scopes)]);
  await signIn(page, key);
  await inside(page).waitFor();
  return page;
}

const inside = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const keyField = (page: Page) => page.getByLabel('Access key');
const fault = (page: Page) => page.getByRole('alert');

describe('the door', () => {
  test('tells a wrong key, opens with a good one, and leads to where one wanted to go', async () => {
    const page = await open('#/queues');
    await keyField(page).waitFor();
    expect(await fault(page).count()).toBe(0);
    await signIn(page, 'prk_00000000_not-a-key-that-anybody-has-made');
    await fault(page)
      .getByText(/does not know this key/)
      .waitFor();
    await page.reload(); // a wrong key is not kept: nothing is in the way of the next try
    await keyField(page).waitFor();
    expect(await fault(page).count()).toBe(0);
    await signIn(page, (await makeKey(rig, VIEWER)).key);
    await page.getByRole('heading', { name: 'Queues and workers' }).waitFor();
  });

  test.each([
    ['with letters that no header can carry', 'ключ от всего'],
    ['with a word too much', 'Bearer prk_1'],
    ['that is a whole file', 'k'.repeat(60_000)],
  ])('tells of a key %s without sending it', async (_, key) => {
    const page = await open();
    await signIn(page, key);
    await fault(page)
      .getByText(/This is not a key/)
      .waitFor();
    await signIn(page, (await makeKey(rig, VIEWER)).key);
    await inside(page).waitFor();
  });

  test('says so when too many wrong keys came from here, and lets one try again', async () => {
    const page = await open();
    const problem = new Problem('too-many-requests', 'Too many invalid credentials came from this address.', {
      retryAfterSeconds: 42,
    });
    const letThrough = await refuse(page, { path: /\/api\/whoami$/ }, problem);
    await page.reload();
    await fault(page)
      .getByText(/Too many invalid credentials .* Wait a moment, then try again/)
      .waitFor();
    await letThrough();
    await page.getByRole('button', { name: 'Try again' }).click();
    await keyField(page).waitFor();
    const letThroughAgain = await refuse(page, { path: /\/api\/whoami$/ }, problem);
    const { key } = await makeKey(rig, VIEWER);
    await signIn(page, key);
    await fault(page)
      .getByText(/Too many invalid credentials .* Wait a moment, then try again/)
      .waitFor();
    await letThroughAgain();
    expect(await keyField(page).inputValue()).toBe(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await inside(page).waitFor();
  });

  test('keeps a key for the tab, and no longer', async () => {
    const page = await openAs(VIEWER);
    await page.reload();
    await inside(page).waitFor();
    const other = await rig.open(page.context());
    await keyField(other).waitFor();
  });

  test('keeps a key for the next visits when asked to, until somebody signs out', async () => {
    const page = await open();
    await signIn(page, (await makeKey(rig, VIEWER)).key, { remember: true });
    await inside(page).waitFor();
    const other = await rig.open(page.context(), '#/queues');
    await other.getByRole('heading', { name: 'Queues and workers' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await keyField(page).waitFor();
    expect(await fault(page).count()).toBe(0);
    await page.reload();
    await keyField(page).waitFor();
    await keyField(other).waitFor(); // signing out is meant for this browser, not for one of its tabs
    const third = await rig.open(page.context());
    await keyField(third).waitFor();
  });
});

describe('a viewer', () => {
  test('sees jobs live, looks inside and downloads', async () => {
    const played = await createPlayedJob(rig, 'A deck that is watched');
    const page = await openAs(VIEWER);
    const row = page.getByRole('row', { name: /A deck that is watched/ });
    await row.getByText('Waiting').waitFor();
    await played.start();
    await row.getByText('Running').or(row.getByText('Starting')).first().waitFor();
    await played.complete();
    const { id } = await post({ type: 'pdf', title: 'Words', input: { markdown: '# Words' } });
    await page.getByRole('row', { name: /Words/ }).getByText('Completed').waitFor();
    await page.goto(`${rig.url}/#/jobs/${id}`);
    await page.getByRole('img', { name: /The first page of/ }).waitFor();
    const file = await download(page.getByRole('button', { name: 'Download' }));
    expect(file.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(file.name).toBe('Words.pdf');
  });

  test('is offered nothing that the key does not allow', async () => {
    const played = await createPlayedJob(rig, 'A deck for eyes only');
    await played.start();
    const page = await openAs(VIEWER, `#/jobs/${played.id}`);
    await page.getByRole('heading', { name: 'A deck for eyes only' }).waitFor();
    expect(await offered(page)).toEqual([]);
    await played.fail('No ink.');
    await page.getByRole('heading', { name: 'No ink.' }).waitFor();
    expect(await offered(page)).toEqual([]);
    await page.getByRole('link', { name: /^Queues/ }).click();
    await page.getByRole('article', { name: 'Queue Presentation' }).waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Your key cannot create jobs' }).waitFor();
    await page.getByRole('link', { name: 'See all jobs' }).click();
    await page.getByLabel('Select A deck for eyes only').check();
    expect(await page.getByRole('toolbar').getByRole('button').allTextContents()).toEqual(['']); // only: select none
  });

  test('of one user, by a token, sees that user’s jobs only', async () => {
    await post({ type: 'presentation', title: 'Of Ada', userId: 'ada', input: { markdown: '# A' } });
    const { id } = await post({ type: 'presentation', title: 'Of Bob', userId: 'bob', input: { markdown: '# B' } });
    const page = await open();
    await signIn(page, await makeToken('ada', VIEWER));
    await page.getByRole('row', { name: /Of Ada/ }).waitFor();
    expect(await page.getByRole('row', { name: /Of Bob/ }).count()).toBe(0);
    await page.goto(`${rig.url}/#/jobs/${id}`);
    await page.getByRole('heading', { name: 'There is no such job' }).waitFor();
  });
});

describe('an operator', () => {
  test('creates and cancels, and pauses nothing', async () => {
    const page = await openAs(OPERATOR);
    await page.getByRole('link', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'Make a sample report' }).click();
    await page.getByRole('button', { name: 'Download' }).waitFor();
    const played = await createPlayedJob(rig, 'A deck to stop');
    await page.goto(`${rig.url}/#/jobs/${played.id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'It was cancelled' }).waitFor();
    await page.getByRole('link', { name: /^Queues/ }).click();
    await page.getByRole('article', { name: 'Queue Presentation' }).waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  });

  test('whose key may do less than when the page was opened is told so', async () => {
    const { id, key } = await makeKey(rig, OPERATOR);
    const played = await createPlayedJob(rig, 'A deck that stays');
    const page = await open(`#/jobs/${played.id}`);
    await signIn(page, key);
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await cancel.waitFor();
    await rig.service.core.pool.query('update pressroom.api_keys set scopes = $2 where id = $1', [id, VIEWER]);
    await until('the API knows of it', 20_000, async () => !(await scopesOf(key)).includes('jobs:cancel'));
    await cancel.click();
    await page.getByText('The credential lacks the scope jobs:cancel.').waitFor();
    await page.getByRole('heading', { name: 'A deck that stays' }).waitFor();
  });
});

test('an admin pauses a queue and resumes it', async () => {
  const page = await openAs(ADMIN, '#/queues');
  const queue = page.getByRole('article', { name: 'Queue Presentation' });
  await queue.getByRole('button', { name: 'Pause' }).click();
  await queue.getByText(/^Paused/).waitFor();
  await queue.getByRole('button', { name: 'Resume' }).click();
  await queue.getByRole('button', { name: 'Pause' }).waitFor();
});

describe('a key that ends under an open page', () => {
  const ends: [string, (id: string) => Promise<unknown>][] = [
    ['revoked', (id) => revokeApiKey(rig.service.core.pool, id)],
    [
      'expired',
      (id) =>
        rig.service.core.pool.query(
          `update pressroom.api_keys set created_at = created_at - interval '2 days', expires_at = expires_at - interval '2 days'
           where id = $1`,
          [id],
        ),
    ],
  ];
  test.each(ends)('because it is %s: it is said, and after signing in one is where one was', async (_, end) => {
    const { id, key } = await makeKey(rig, ADMIN);
    const played = await createPlayedJob(rig, 'A deck that goes on');
    const page = await open(`#/jobs/${played.id}`);
    await signIn(page, key, { remember: true });
    await page.getByRole('heading', { name: 'A deck that goes on' }).waitFor();
    await end(id);
    await fault(page)
      .getByText(/not valid any more.* Sign in again, and the page goes on where it was/)
      .waitFor();
    await signIn(page, (await makeKey(rig, ADMIN)).key);
    await page.getByRole('heading', { name: 'A deck that goes on' }).waitFor();
    await played.start();
    await played.progress(30, 'Slide 30 after all');
    await page.getByText('Slide 30 after all').first().waitFor();
  });

  test('while nobody looked: the next visit says so', async () => {
    const { id, key } = await makeKey(rig, ADMIN);
    const page = await open('#/queues');
    await signIn(page, key, { remember: true });
    await inside(page).waitFor();
    await page.close();
    await revokeApiKey(rig.service.core.pool, id);
    await until('the API knows of it', 20_000, async () => (await whoami(key)).status === 401);
    const next = await rig.open(page.context(), '#/queues');
    await fault(next)
      .getByText(/not valid any more/)
      .waitFor();
    await next.reload();
    await keyField(next).waitFor();
    expect(await fault(next).count()).toBe(0); // it is forgotten
  });
});

/** What can be done with a job, as it is offered. */
async function offered(page: Page): Promise<string[]> {
  const names = ['Cancel', 'Run again', 'Delete the job and its files'];
  const found = await Promise.all(names.map((name) => page.getByRole('button', { name }).count()));
  const links = ['Edit and run', 'Create'];
  const foundLinks = await Promise.all(links.map((name) => page.getByRole('link', { name }).count()));
  return [...names.filter((_, at) => found[at]), ...links.filter((_, at) => foundLinks[at])];
}

function whoami(key: string): Promise<Response> {
  return fetch(`${rig.url}/api/whoami`, { headers: { authorization: `Bearer ${key}` } });
}

async function scopesOf(key: string): Promise<string[]> {
  return ((await (await whoami(key)).json()) as { scopes: string[] }).scopes;
}

/** Created by the tests themselves, who need no key. */
async function post(job: object): Promise<{ id: string }> {
  const answer = await fetch(`${rig.service.url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(job),
  });
  return (await answer.json()) as { id: string };
}
