import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Problem } from '../../src/errors.ts';
import { setDashboardStage } from './rig/dashboard-stage.ts';
import { createPlayedJob } from './rig/played-job.ts';
import { refuse } from './rig/refusals.ts';

/** Words of others, in any script and however long, are shown as they are and push nothing out of the page. */

const TEXTS: readonly (readonly [string, string])[] = [
  ['Arabic', 'تقرير المبيعات السنوي لمدينة الإسكندرية، القسم ٣ (النسخة الأخيرة)'],
  ['Chinese and Japanese', '年度销售报告及其全部附录的最终修订版本・第三四半期の売上報告書と添付資料一式'],
  ['emoji of many parts', '👩🏽‍🚀🏳️‍🌈👨‍👩‍👧‍👦🇯🇵 0️⃣ 🫱🏿‍🫲🏻'.repeat(3)],
  ['one long word', 'w'.repeat(200)],
  ['markup', `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`],
  ['marks on marks', `Z${'\u0351\u0358\u0320'.repeat(40)}algo`],
  ['a change of direction that never ends', '\u202Egnp.eman\u202D and on'],
];
const WIDTHS = [390, 1280] as const;

const stage = setDashboardStage();
const { rig } = stage;

function open(width: number, room?: string): Promise<Page> {
  return stage.open(room, { viewport: { width, height: 800 } });
}

describe.each(WIDTHS)('at a width of %i', (width) => {
  test.each(TEXTS)('a title of %s is text, in the list and on the job’s page', async (_, title) => {
    const { id } = await createPlayedJob(rig, title);
    const page = await open(width);
    const link = page.locator(`a[href="#/jobs/${id}"]`);
    await link.getByText(title, { exact: true }).waitFor();
    await expectToFit(page);
    await link.click();
    const heading = page.getByRole('heading', { level: 1, name: title });
    await heading.waitFor();
    expect(await heading.textContent()).toBe(title);
    expect(await page.title()).toBe('Pressroom');
    await expectToFit(page);
  });

  test('a message of a thousand characters fits while the job runs and when it has failed', async () => {
    const word = 'm'.repeat(1_000);
    const played = await createPlayedJob(rig, `Long words at ${width}`);
    await played.start();
    const page = await open(width);
    const row = page.getByRole('row', { name: `Long words at ${width}` });
    await played.progress(40, word);
    await row.getByText(word).waitFor();
    await expectToFit(page);
    await row.getByRole('link').click();
    await page.getByLabel('Progress', { exact: true }).getByText(word).waitFor();
    await expectToFit(page);
    await played.fail(word);
    await page.getByRole('heading', { name: word }).waitFor();
    await expectToFit(page);
    for (const tab of ['Events', 'Input', 'As curl']) {
      await page.getByRole('tab', { name: tab }).click();
      await expectToFit(page);
    }
  });

  test('long names of users, sessions and tags, and long input, fit', async () => {
    const word = 'n'.repeat(200);
    const job = {
      ...{ type: 'presentation', title: `Long names at ${width}`, userId: word, sessionId: word },
      ...{ tags: ['t'.repeat(50), 'برچسب', '標籤'.repeat(10)], metadata: { [word.slice(0, 60)]: word } },
      input: { markdown: `# ${'i'.repeat(1_000)}` },
    };
    const answer = await fetch(`${rig.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(job),
    });
    expect(await answer.text()).not.toContain('/problems/');
    const page = await open(width, `#/jobs?user=${word}`);
    await page.getByRole('row', { name: job.title }).waitFor();
    await expectToFit(page);
    await page.getByRole('row', { name: job.title }).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: job.title }).waitFor();
    for (const tab of ['Events', 'Input', 'As curl']) {
      await page.getByRole('tab', { name: tab }).click();
      await expectToFit(page);
    }
    await page.getByRole('link', { name: 'Edit and run' }).click();
    await page.getByRole('button', { name: 'Create: Presentation' }).waitFor();
    await expectToFit(page);
  });

  test('a refusal of a thousand characters fits, as a notice and at the edge of the page', async () => {
    const problem = new Problem('too-many-requests', 'r'.repeat(1_000), { retryAfterSeconds: 60 });
    const played = await createPlayedJob(rig, `Refused at ${width}`);
    const page = await open(width, `#/jobs/${played.id}`);
    await refuse(page, { path: /\/cancel$/ }, problem);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('status')
      .getByText(/^r{1000}/)
      .waitFor();
    await expectToFit(page);
    await refuse(page, { path: /\/api\/jobs\?/ }, problem);
    await page.goto(`${rig.url}/#/jobs?type=pdf`);
    await page
      .getByRole('alert')
      .getByText(/^r{1000}/)
      .waitFor();
    await expectToFit(page);
  });
});

/** Nothing has to be scrolled sideways to be read, but for what scrolls in its own frame. */
async function expectToFit(page: Page): Promise<void> {
  const wide = await page.evaluate(WHAT_STICKS_OUT);
  expect(wide).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
}

/** Elements beyond the page's sides that no frame around them cuts or scrolls; those for ears only are no matter. */
const WHAT_STICKS_OUT = `[...document.querySelectorAll('#root *')].filter((element) => {
  const { left, right, width } = element.getBoundingClientRect();
  if (width === 0 || (left >= -1 && right <= window.innerWidth + 1)) return false;
  for (let frame = element.parentElement; frame && frame.id !== 'root'; frame = frame.parentElement) {
    if (getComputedStyle(frame).overflowX !== 'visible') return false;
  }
  return getComputedStyle(element).position !== 'fixed' && !element.matches('.only-heard');
}).map((element) => element.outerHTML.slice(0, 120))`;
