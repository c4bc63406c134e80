import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { setDashboardStage } from './rig/dashboard-stage.ts';
import { download } from './rig/download.ts';
import { createPlayedJob } from './rig/played-job.ts';

/** Everything here is done as a person does it: by what is seen and heard, with mouse and keys. */

const { rig, open } = setDashboardStage();

async function post(job: object): Promise<{ id: string }> {
  const answer = await fetch(`${rig.url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(job),
  });
  return (await answer.json()) as { id: string };
}

const CSV = 'City,Orders\nŁódź,12\n東京,7\n';

describe('somebody who knows nothing', () => {
  test('makes a sample report, looks inside and has it', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Make a sample report' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    await page.getByRole('button', { name: 'Look inside', exact: true }).click();
    await page.getByRole('img', { name: 'Page 1' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    const file = await download(page.getByRole('link', { name: 'Download' }));
    expect(file.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(file.name).toBe('Half-year report.pdf');
  });

  test('gets a workbook out of a CSV file', async () => {
    const page = await open('#/create');
    await page
      .getByLabel('A table to make a workbook of')
      .setInputFiles({ name: 'Orders 2026.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.getByRole('cell', { name: '東京' }).waitFor();
    const file = await download(page.getByRole('link', { name: 'Download' }));
    const rows = await readSheet(file.bytes);
    expect(rows).toEqual([
      ['City', 'Orders'],
      ['Łódź', 12],
      ['東京', 7],
    ]);
  });

  test('gets one out of each of several files, and what stands in another file by the same form', async () => {
    const page = await open('#/create');
    const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    const files = [file('North.csv', CSV), file('South.csv', 'City,Paid\nRoma,"€1,234.50"\n')];
    await page.getByLabel('A table to make a workbook of').setInputFiles(files);
    await page.getByRole('row', { name: /North/ }).waitFor();
    await page.getByRole('link', { name: /South/ }).click();
    await page.getByRole('cell', { name: '€1,234.50' }).waitFor();
    await page.getByRole('link', { name: 'Edit and run' }).click();
    await page.getByLabel('A file to send in').setInputFiles(file('East.csv', 'City\nKyiv\n'));
    await page.getByText('This is East.csv.').waitFor();
    await page.getByRole('button', { name: 'Create: Spreadsheet' }).click();
    await page.getByRole('cell', { name: 'Kyiv' }).waitFor();
  });
});

describe('the list', () => {
  test('shows what happens while it happens, and its filters stand in the address', async () => {
    const page = await open();
    const played = await createPlayedJob(rig, 'A deck in the making');
    const row = page.getByRole('row', { name: /A deck in the making/ });
    await row.getByText('Waiting').waitFor();
    await played.start();
    await played.progress(40, 'Writing slide 40');
    await row.getByText('Writing slide 40').waitFor();
    await row.getByText('40 %').waitFor();
    await page.getByRole('link', { name: /Running and waiting/ }).click();
    await row.waitFor();
    await played.complete();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Completed/ }).click();
    expect(page.url()).toContain('tab=completed');
    await page.getByRole('searchbox').fill('deck making');
    await page.waitForURL(/q=deck/);
    await row.waitFor();
    await page.reload();
    await row.getByText('Completed').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('deck making');
  });

  test('is worked with by keys alone', async () => {
    const { id } = await createPlayedJob(rig, 'By keys');
    const page = await open();
    await page
      .getByRole('row', { name: /By keys/ })
      .first()
      .waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('by keys');
    await page.getByRole('row').nth(1).getByText('By keys').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.hash.includes(id));
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  test('has rows as high as they need to be when the window turns narrow', async () => {
    await createPlayedJob(rig, 'In a narrow window');
    const page = await open();
    const row = page.getByRole('row', { name: /In a narrow window/ }).first();
    await row.waitFor();
    expect((await row.boundingBox())?.height).toBe(60);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForFunction(`document.querySelector('.job-row').getBoundingClientRect().height === 78`);
  });

  test('draws what is seen of ten thousand jobs, and no more', async () => {
    await rig.service.core.pool.query(MANY_JOBS);
    const page = await open('#/jobs?tag=many');
    await page.getByRole('row', { name: /Many 9999/ }).waitFor();
    await scrollToEnd(page, 'Many 0');
    expect(await page.getByRole('row').count()).toBeLessThan(80);
  });
});

/** Scrolls on, page by page, until the list has come to its end. */
async function scrollToEnd(page: Page, lastTitle: string): Promise<void> {
  const last = page.getByText(lastTitle, { exact: true });
  while ((await last.count()) === 0) {
    const nextPage = page.waitForResponse(/pageToken=/, { timeout: 5_000 }).catch(() => null); // or it is drawn already
    await page.locator('.jobs').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    if ((await last.count()) === 0) await nextPage;
  }
}

const MANY_JOBS = `
  insert into pressroom.document_jobs (id, tenant, type, title, tags, input, status, priority, max_attempts, timeout_seconds,
    retry_delay_seconds, retry_backoff, retry_max_delay_seconds, retention_seconds, due_at, run_at, created_at, finished_at, expires_at, last_seq)
  select ('019a0000-0000-7000-8000-' || lpad(to_hex(no), 12, '0'))::uuid, 'default', 'pdf', 'Many ' || no, '{many}', '{}', 'completed', 0, 3, 60,
    5, 'fixed', 300, 86400, now(), now(), now(), now(), now() + interval '1 day', 1
  from generate_series(0, 9999) no`;

test('the first look costs less than 200 KB', async () => {
  const context = await rig.newContext();
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) =>
    sizes.push(
      request.sizes().then(({ responseHeadersSize, responseBodySize }) => responseHeadersSize + responseBodySize),
    ),
  );
  await page.goto(`${rig.url}/#/jobs?q=nothing+like+it`);
  await page.getByRole('heading', { name: 'No job fits' }).waitFor();
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(200_000);
  await context.close();
});

describe('a job', () => {
  test('that failed says what went wrong and what to do, and is run again', async () => {
    const played = await createPlayedJob(rig, 'A deck that fails');
    await played.start();
    await played.fail('The picture on slide 3 cannot be read.');
    const page = await open(`#/jobs/${played.id}`);
    await page.getByRole('heading', { name: 'The picture on slide 3 cannot be read.' }).waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.waitForURL((url) => !url.hash.includes(played.id));
    await page.getByText('Again of').waitFor();
  });

  test('is cancelled, and says what became of that', async () => {
    const played = await createPlayedJob(rig, 'A deck to be cancelled');
    await played.start();
    const page = await open(`#/jobs/${played.id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancelling' }).waitFor();
    await played.stop();
    await page.getByText('The worker stopped when it was told to.').first().waitFor();
  });

  test('whose title is markup, or a very long word, shows it as text', async () => {
    const title = `<img src=x onerror="document.title='run'"> ${'w'.repeat(120)}`;
    const { id } = await post({ type: 'pdf', title, input: { markdown: '# Words' } });
    const page = await open(`#/jobs/${id}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
    expect(await page.title()).toBe('Pressroom');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });

  test('that is gone, or never was, is a sentence and a way on', async () => {
    const page = await open('#/jobs/019a0000-0000-7000-8000-0000000fffff');
    await page.getByRole('heading', { name: 'There is no such job' }).waitFor();
    await page.getByRole('link', { name: 'See all jobs' }).click();
    await page.getByRole('heading', { name: 'Jobs', exact: true }).waitFor();
  });
});

test('a queue is paused, its jobs say so, and it is resumed', async () => {
  const page = await open('#/queues');
  const queue = page.getByRole('article', { name: 'Queue Presentation' });
  await queue.getByRole('button', { name: 'Pause' }).click();
  await queue.getByText(/^Paused/).waitFor();
  const played = await createPlayedJob(rig, 'A deck that waits');
  const job = await rig.open(page.context(), `#/jobs/${played.id}`);
  await job.getByText('Its queue is paused. Resume the queue, and it begins.').waitFor();
  await queue.getByRole('button', { name: 'Resume' }).click();
  await queue.getByRole('button', { name: 'Pause' }).waitFor();
});

test('many jobs are cancelled as an action of its own, which tells how far it is', async () => {
  await Promise.all(Array.from({ length: 5 }, (_, at) => createPlayedJob(rig, `Bulk deck ${at}`)));
  const page = await open('#/jobs?tab=active&q=bulk');
  await page.getByRole('row', { name: /Bulk deck 4/ }).waitFor();
  await page.getByLabel('Select all that are shown').check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('5 done').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'No job fits' }).waitFor();
});
