import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Problem } from '../../src/errors.ts';
import { until } from '../faults/rig/waiting.ts';
import { setDashboardStage } from './rig/dashboard-stage.ts';
import { createPlayedJob } from './rig/played-job.ts';
import { refuse } from './rig/refusals.ts';

/** What the dashboard says when an answer is a refusal, or when what it shows is gone: always a sentence and a way on. */

const { rig, open } = setDashboardStage();

/** Opens a room while requests are refused; answers with how to let them through. */
async function openRefused(room: string, path: RegExp, problem: Problem): Promise<[Page, () => Promise<void>]> {
  const page = await open('#/nowhere');
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  const letThrough = await refuse(page, { path }, problem);
  await page.goto(`${rig.url}/${room}`);
  return [page, letThrough];
}

const BUSY = new Problem('unavailable', 'Too many requests are being worked on just now.', { retryAfterSeconds: 1 });
/** Longer than the page waits by itself. */
const LATER = new Problem('too-many-requests', 'There are too many at a time.', { retryAfterSeconds: 60 });

describe('an answer of 503 or 429', () => {
  test('at the door is a sentence, and one tries again', async () => {
    const page = await open();
    const letThrough = await refuse(page, { path: /\/api\/whoami$/ }, BUSY);
    await page.reload();
    await sentence(page, 'Too many requests are being worked on just now. Wait a moment, then try again.');
    await letThrough();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });

  test.each([
    ['the list', '#/jobs', /\/api\/(jobs|events)\?/, 'row', /Still there/], // the feed too, or the list is read again with it
    ['the queues', '#/queues', /\/api\/queues$/, 'article', /Queue Presentation/],
    ['the form', '#/create', /\/api\/job-types$/, 'radio', /PDF/],
  ] as const)('to %s is a sentence, and one tries again', async (_, room, path, role, name) => {
    await createPlayedJob(rig, 'Still there');
    const [page, letThrough] = await openRefused(room, path, LATER);
    await sentence(page, 'There are too many at a time. Wait a moment, then try again.');
    expect(await page.locator('table[aria-busy=true], [role=table][aria-busy=true]').count()).toBe(0);
    await letThrough();
    // In one go: some of it also comes by itself, and takes the button with it.
    await page.evaluate(`document.querySelector('[role=alert] button')?.click()`);
    await page.getByRole(role, { name }).first().waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('to a job is a sentence before it is read, and one tries again', async () => {
    const { id } = await createPlayedJob(rig, 'A deck behind a crowd');
    const [page, letThrough] = await openRefused(`#/jobs/${id}`, new RegExp(`/api/jobs/${id}$`), LATER);
    await sentence(page, 'There are too many at a time. Wait a moment, then try again.');
    await letThrough();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'A deck behind a crowd' }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  test('to a create is a sentence in the form, which keeps what was filled in', async () => {
    const page = await open('#/create');
    await page.getByRole('radio', { name: /PDF/ }).click();
    await page.getByLabel('Title', { exact: true }).first().fill('Filled in once');
    const letThrough = await refuse(page, { method: 'POST', path: /\/api\/jobs$/ }, LATER);
    await page.getByRole('button', { name: 'Create: PDF' }).click();
    await sentence(page, 'There are too many at a time. Wait a moment, then try again.');
    await letThrough();
    await page.getByRole('button', { name: 'Create: PDF' }).click();
    await page.getByRole('heading', { level: 1, name: 'Filled in once' }).waitFor();
  });

  test('to an action is a sentence, and the job is as it was', async () => {
    const played = await createPlayedJob(rig, 'A deck to cancel twice');
    const page = await open(`#/jobs/${played.id}`);
    const letThrough = await refuse(page, { path: /\/cancel$/ }, LATER);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('There are too many at a time. Wait a moment, then try again.').waitFor();
    await letThrough();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'It was cancelled' }).waitFor();
  });
});

test('a room whose code cannot be fetched says so, and the rest of the page stays', async () => {
  const page = await open();
  await page.route(/\/assets\/queues-page.*\.js$/, (route) => route.fulfill({ status: 404, body: '' }));
  await page.getByRole('link', { name: /^Queues/ }).click();
  await page.getByRole('heading', { name: 'This cannot be shown' }).waitFor();
  await page.unroute(/\/assets\/queues-page.*\.js$/);
  await page.getByRole('link', { name: /^Jobs/ }).click();
  await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  await page.getByRole('link', { name: /^Queues/ }).click();
  await page.getByRole('button', { name: 'Load it again' }).click();
  await page.getByRole('heading', { name: 'Queues and workers' }).waitFor();
});

describe('a job that is deleted under an open page', () => {
  test.each([
    ['run again', 'button', 'Run again'],
    ['downloaded', 'link', 'Download'],
    ['looked into', 'button', 'Look inside'],
    ['deleted once more', 'button', 'Delete the job and its files'],
  ] as const)('is told of when it is to be %s', async (_, role, name) => {
    const id = await createPdf('Soon gone');
    const page = await open(`#/jobs/${id}`);
    const button = page.getByRole(role, { name, exact: true });
    await button.waitFor();
    expect((await fetch(`${rig.url}/api/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
    await button.click();
    await page.getByRole('heading', { name: 'This job was removed' }).waitFor();
    await page
      .getByText(/create a new job to make it again/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'See all jobs' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });

  test('is told of by an old link to it', async () => {
    const id = await createPdf('Gone, but linked to');
    expect((await fetch(`${rig.url}/api/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
    const page = await open(`#/jobs/${id}`);
    await page.getByRole('heading', { name: 'This job was removed' }).waitFor();
  });

  test('and is to be edited and run: it is told of, and the form is there all the same', async () => {
    const id = await createPdf('Gone before it was edited');
    expect((await fetch(`${rig.url}/api/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
    const page = await open(`#/create?from=${id}`);
    await page
      .getByRole('alert')
      .getByText(/create a new job to make it again/)
      .waitFor();
    await page.getByRole('button', { name: /^Create: / }).waitFor();
  });
});

test.each([
  ['downloaded', 'link', 'Download'],
  ['looked into', 'button', 'Look inside'],
] as const)('a file that is gone while its job is there is told of when it is to be %s', async (_, role, name) => {
  const id = await createPdf('Without its file');
  const page = await open(`#/jobs/${id}`);
  const button = page.getByRole(role, { name, exact: true });
  await button.waitFor();
  const { pool } = rig.service.core;
  await pool.query('delete from pressroom.artifacts where job_id = $1 and preview_of is not null', [id]);
  await pool.query('delete from pressroom.artifacts where job_id = $1', [id]);
  await button.click();
  await page.getByRole('heading', { name: 'The file is gone' }).waitFor();
  await page.getByRole('button', { name: 'Run again' }).waitFor();
});

test('a job of a type that this page does not know is shown by that name, and is not edited', async () => {
  await rig.service.core.pool.query(STRANGE_JOB);
  const page = await open('#/jobs?tag=folded');
  const row = page.getByRole('row', { name: /A folded crane/ });
  await row.getByText('origami').waitFor();
  await row.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'A folded crane' }).waitFor();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByRole('tab', { name: 'As curl' }).click();
  await page.getByText('"type": "origami"').waitFor();
  await page.getByRole('link', { name: 'Edit and run' }).click();
  await page.getByText('This service makes no jobs of the type “origami”. Choose another one above.').waitFor();
  await page.getByRole('radio', { name: /PDF/ }).click();
  await page.getByRole('button', { name: 'Create: PDF' }).waitFor();
});

const STRANGE_JOB = `
  insert into pressroom.document_jobs (id, tenant, type, title, tags, input, status, priority, max_attempts, timeout_seconds,
    retry_delay_seconds, retry_backoff, retry_max_delay_seconds, retention_seconds, due_at, run_at, created_at, finished_at, expires_at, last_seq)
  values ('019a0000-0000-7000-8000-00000000f01d', 'default', 'origami', 'A folded crane', '{folded}', '{"folds":12}', 'completed', 0, 3, 60,
    5, 'fixed', 300, 86400, now(), now(), now(), now(), now() + interval '1 day', 1)`;

async function sentence(page: Page, text: string): Promise<void> {
  await page.getByRole('alert').getByText(text).waitFor();
}

/** @returns the id of a completed job */
async function createPdf(title: string): Promise<string> {
  const answer = await fetch(`${rig.url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'pdf', title, input: { markdown: '# Words' } }),
  });
  const { id } = (await answer.json()) as { id: string };
  await until('the job is completed, with its preview', 60_000, async () => {
    const job = (await (await fetch(`${rig.url}/api/jobs/${id}`)).json()) as { status: string };
    return job.status === 'completed';
  });
  return id;
}
