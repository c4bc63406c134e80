import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '../faults/rig/waiting.ts';
import { setDashboardStage } from './rig/dashboard-stage.ts';
import { focusOf, hasFocus, tabRound, tabTo } from './rig/keys.ts';
import { createPlayedJob, type PlayedJob } from './rig/played-job.ts';

/** The dashboard by keys alone: no test here touches the mouse. */

const LIMIT_MS = 30_000;

const stage = setDashboardStage();
const { rig } = stage;

async function open(room: string): Promise<Page> {
  const page = await stage.open(room);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const row = (page: Page, title: string): Locator => page.getByRole('row', { name: new RegExp(title) });
const link = (page: Page, title: string): Locator => row(page, title).getByRole('link');
const search = (page: Page): Locator => page.getByRole('searchbox');
const gets = (target: Locator): Promise<boolean> =>
  until(`${String(target)} has the focus`, LIMIT_MS, () => hasFocus(target));

/** In the list the last comes first. */
async function jobs(...titles: string[]): Promise<PlayedJob[]> {
  const made: PlayedJob[] = [];
  for (const title of titles) made.push(await createPlayedJob(rig, title));
  return made;
}

test('from an open page to a file on the disk', async () => {
  const page = await open('#/jobs');
  await page.keyboard.press('c');
  await page.getByRole('radio', { name: /^PDF/ }).waitFor();
  await tabTo(page, page.getByRole('radio', { checked: true }));
  while (!(await hasFocus(page.getByRole('radio', { name: /^PDF/ })))) await page.keyboard.press('ArrowRight');
  await tabTo(page, page.getByLabel('Title', { exact: true }).first());
  await page.keyboard.type('Made by keys');
  await tabTo(page, page.getByRole('button', { name: /^Create: / }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Made by keys' }).waitFor();
  await gets(page.getByRole('main'));
  const download = page.getByRole('link', { name: 'Download' });
  await download.waitFor();
  await tabTo(page, download);
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-');
  expect(file.suggestedFilename()).toBe('Made by keys.pdf');
});

describe('the list', () => {
  test('is gone through by j and k; Enter opens the job that has the focus, g comes back', async () => {
    const [first, second] = await jobs('Third by keys', 'Second by keys', 'First by keys').then((made) =>
      made.toReversed(),
    );
    const page = await open('#/jobs?q=by+keys');
    await link(page, 'First by keys').waitFor();
    await page.keyboard.press('j');
    await gets(link(page, 'First by keys'));
    await page.keyboard.press('j');
    await gets(link(page, 'Second by keys'));
    expect((await focusOf(page)).isSeen).toBe(true);
    await page.keyboard.press('ArrowDown');
    await gets(link(page, 'Third by keys'));
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash.endsWith(second!.id));
    await page.getByRole('heading', { name: 'Second by keys' }).waitFor();
    await page.keyboard.press('g');
    await page.waitForURL((url) => url.hash === '#/jobs');
    await link(page, 'First by keys').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash.endsWith(first!.id));
  });

  test('has the keys on the same job when others come above it', async () => {
    const [job] = await jobs('The one that is meant');
    const page = await open('#/jobs');
    await link(page, 'The one that is meant').waitFor();
    await page.keyboard.press('j');
    await gets(link(page, 'The one that is meant'));
    await jobs('One that came later');
    await link(page, 'One that came later').waitFor();
    await page.keyboard.press('x');
    await row(page, 'The one that is meant').getByRole('checkbox', { checked: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash.endsWith(job!.id));
  });

  test('has the keys on the next job when the one they were on has left it', async () => {
    const [, middle] = await jobs('Stays below', 'Leaves soon', 'Stays above');
    const page = await open('#/jobs?tab=active');
    await link(page, 'Stays above').waitFor();
    for (const title of ['Stays above', 'Leaves soon']) {
      await page.keyboard.press('j');
      await gets(link(page, title));
    }
    await fetch(`${rig.url}/api/jobs/${middle!.id}/cancel`, { method: 'POST' });
    await row(page, 'Leaves soon').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await gets(link(page, 'Stays below'));
  });

  test('is gone through beyond what is drawn', async () => {
    await jobs(...Array.from({ length: 40 }, (_, at) => `Long list ${39 - at}.`));
    const page = await open('#/jobs?q=long+list');
    await link(page, 'Long list 0\\.').waitFor();
    for (let at = 0; at < 40; at += 1) await page.keyboard.press('j');
    await gets(link(page, 'Long list 39\\.'));
    expect((await focusOf(page)).isSeen).toBe(true);
  });

  test('has jobs selected by x and let go by Escape, also after a box had the focus', async () => {
    await jobs('Second to select', 'First to select');
    const page = await open('#/jobs?q=to+select');
    await link(page, 'First to select').waitFor();
    const tools = page.getByRole('toolbar');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await tools.getByText('1 job').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await tools.getByText('2 jobs').waitFor();
    await page.keyboard.press('Escape');
    await tools.waitFor({ state: 'detached' });
    const box = row(page, 'First to select').getByRole('checkbox');
    await page.keyboard.press('k');
    await page.keyboard.press('Shift+Tab');
    await gets(box);
    await page.keyboard.press('Space');
    await tools.getByText('1 job').waitFor();
    await page.keyboard.press('x');
    await tools.waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await gets(link(page, 'Second to select'));
  });

  test('is left by Tab for what is to be done with the selected jobs, however long it is', async () => {
    await jobs(...Array.from({ length: 30 }, (_, at) => `Below ${at}`), 'Second to cancel', 'First to cancel');
    const page = await open('#/jobs?tab=active');
    await link(page, 'First to cancel').waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'Tab']) await page.keyboard.press(key);
    await gets(page.getByRole('toolbar').getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Enter');
    await page.getByText('2 done').waitFor();
    for (const title of ['First to cancel', 'Second to cancel']) await row(page, title).waitFor({ state: 'detached' });
  });

  test('is searched from / on, and what is found stays when Escape leaves the field', async () => {
    const [found] = await jobs('Needle in the list', 'Hay in the list');
    const page = await open('#/jobs');
    await link(page, 'Hay in the list').waitFor();
    await page.keyboard.press('/');
    await gets(search(page));
    await page.keyboard.type('needle');
    await row(page, 'Hay in the list').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    expect(await hasFocus(search(page))).toBe(false);
    expect(await search(page).inputValue()).toBe('needle');
    await page.keyboard.press('j');
    await gets(link(page, 'Needle in the list'));
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash.endsWith(found!.id));
  });

  test('leaves Enter to the link or button that has the focus', async () => {
    await jobs('Not to be opened');
    const page = await open('#/jobs');
    await link(page, 'Not to be opened').waitFor();
    await page.keyboard.press('j');
    await tabTo(page, page.getByRole('link', { name: 'Queues' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Queues' }).waitFor();
  });
});

describe('keys that are typed', () => {
  const KEYS = 'c?/gjkx';

  test('into the search are its words', async () => {
    const page = await open('#/jobs');
    await page.keyboard.press('/');
    await page.keyboard.type(KEYS);
    await page.waitForURL((url) => new URLSearchParams(url.hash.split('?')[1]).get('q') === KEYS);
    expect(await search(page).inputValue()).toBe(KEYS);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('into a form are its values', async () => {
    const page = await open('#/create');
    const title = page.getByLabel('Title', { exact: true }).first();
    await title.waitFor();
    await tabTo(page, title);
    await page.keyboard.type(KEYS);
    expect(await title.inputValue()).toBe(KEYS);
    await tabTo(page, page.getByRole('button', { name: 'JSON', exact: true }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.locator('textarea'));
    await page.keyboard.press('Control+End');
    await page.keyboard.type(KEYS);
    expect(await page.locator('textarea').inputValue()).toMatch(/c\?\/gjkx$/);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(new URL(page.url()).hash).toBe('#/create');
  });

  test("with a modifier are the browser's", async () => {
    const page = await open('#/jobs');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Alt+c');
    await page.keyboard.press('?'); // what comes after them has come: nothing is left to wait for
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/jobs');
  });
});

describe('the focus', () => {
  test('is given back by a dialog to what opened it, and does not leave it before', async () => {
    const page = await open('#/jobs');
    const opener = page.getByRole('button', { name: 'Keys and help' });
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await gets(dialog.getByRole('button', { name: 'Close' }));
    const round = await tabRound(page);
    expect(round.filter(({ isBody }) => !isBody).map(({ what }) => what)).toEqual(['A API', 'BUTTON Close']);
    await page.keyboard.press('c'); // does nothing in here
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await gets(opener);
    expect(new URL(page.url()).hash).toBe('#/jobs');
  });

  test('is given back by the view of the pages of a file', async () => {
    const made = await fetch(`${rig.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify({ type: 'pdf', title: 'To look into', input: { markdown: '# Words' } }),
    });
    const { id } = (await made.json()) as { id: string };
    const page = await open(`#/jobs/${id}`);
    const opener = page.getByRole('button', { name: 'Look inside', exact: true });
    await opener.waitFor();
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'Page 1' }).waitFor();
    await tabRound(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'To look into.pdf' }).waitFor({ state: 'detached' });
    await gets(opener);
  });

  test('is on the content after the first key of a page, by the link that skips what is on all pages', async () => {
    const page = await open('#/jobs');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'To the content' });
    await gets(skip);
    expect((await focusOf(page)).isSeen).toBe(true);
    await page.keyboard.press('Enter');
    await gets(page.getByRole('main'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
    expect(new URL(page.url()).hash).toBe('#/jobs');
  });

  test.each(['#/jobs', '#/create', '#/queues', 'job'])(
    'goes round all of %s, forth and back, and is always seen',
    async (room) => {
      const [job] = await jobs('To go round on');
      const page = await open(room === 'job' ? `#/jobs/${job!.id}` : room);
      for (const key of ['Tab', 'Shift+Tab'] as const) {
        const round = await tabRound(page, key);
        expect(round.length).toBeGreaterThan(8);
        expect(round.filter(({ isBody, isSeen }) => !isBody && !isSeen)).toEqual([]);
      }
    },
  );
});
