import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { spendAfternoon, type Afternoon } from './rig/afternoon.ts';
import { startDashboardRig, type DashboardRig } from './rig/dashboard-rig.ts';

/**
 * Every screen, light and dark, on a phone and on a desk: all of it fits, can be read and can be told by a screen
 * reader. With SCREENSHOTS set to a folder, a picture of each is left there (`npm run screenshots`).
 */

const FOLDER = process.env.SCREENSHOTS;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = { desk: { width: 1280, height: 820 }, phone: { width: 390, height: 844 } } as const;

let rig: DashboardRig;
let jobs: Afternoon;
beforeAll(async () => {
  rig = await startDashboardRig();
  jobs = await spendAfternoon(rig);
  if (FOLDER) await mkdir(FOLDER, { recursive: true });
}, 180_000);
afterAll(() => rig.close());

interface Screen {
  name: string;
  /** Goes there, and waits until all that belongs to it is seen. */
  show(context: BrowserContext): Promise<Page>;
}

const SCREENS: readonly Screen[] = [
  {
    name: 'jobs',
    async show(context) {
      const page = await rig.open(context);
      await page.getByText('Writing slide 16 of 25').first().waitFor();
      await page.getByRole('link', { name: 'All 9' }).waitFor();
      return page;
    },
  },
  {
    name: 'jobs-selected',
    async show(context) {
      const page = await rig.open(context, '#/jobs?tab=completed');
      await page
        .getByRole('row', { name: /Half-year report/ })
        .getByRole('checkbox')
        .check();
      await page.getByRole('toolbar').waitFor();
      return page;
    },
  },
  {
    name: 'jobs-none',
    async show(context) {
      const page = await rig.open(context, '#/jobs?q=nothing+like+it');
      await page.getByRole('heading', { name: 'No job fits' }).waitFor();
      return page;
    },
  },
  {
    name: 'job-pdf',
    async show(context) {
      const page = await rig.open(context, `#/jobs/${jobs.completed}`);
      await pictureIsShown(page);
      return page;
    },
  },
  {
    name: 'job-pages',
    async show(context) {
      const page = await rig.open(context, `#/jobs/${jobs.completed}`);
      await page.getByRole('button', { name: 'Look inside', exact: true }).click();
      await page.getByRole('img', { name: 'Page 1' }).waitFor();
      return page;
    },
  },
  {
    name: 'job-sheet',
    async show(context) {
      const page = await rig.open(context, `#/jobs/${jobs.sheet}`);
      await page.getByRole('cell', { name: '東京' }).waitFor();
      return page;
    },
  },
  {
    name: 'job-running',
    async show(context) {
      const page = await rig.open(context, `#/jobs/${jobs.running}`);
      await page.getByText('Writing slide 16 of 25').first().waitFor();
      return page;
    },
  },
  {
    name: 'job-waiting',
    async show(context) {
      const page = await rig.open(context, `#/jobs/${jobs.waiting}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
  },
  {
    name: 'job-failed',
    async show(context) {
      const page = await rig.open(context, `#/jobs/${jobs.failed}`);
      await page.getByRole('heading', { name: /The picture on slide 3/ }).waitFor();
      return page;
    },
  },
  {
    name: 'create',
    async show(context) {
      const page = await rig.open(context, '#/create');
      await page.getByRole('button', { name: 'Create' }).waitFor();
      return page;
    },
  },
  {
    name: 'queues',
    async show(context) {
      const page = await rig.open(context, '#/queues');
      await page.getByRole('article', { name: 'Queue PDF' }).waitFor();
      await page.locator('.workers').waitFor();
      await page.getByText(/^Completed [1-9]/).waitFor();
      return page;
    },
  },
  {
    name: 'keys',
    async show(context) {
      const page = await rig.open(context);
      await page.getByText('Writing slide 16 of 25').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      return page;
    },
  },
  {
    name: 'sign-in',
    async show(context) {
      await context.route('**/api/whoami', (route) => route.fulfill({ status: 401, body: '{}' }));
      const page = await rig.open(context);
      await page.getByRole('textbox').waitFor();
      return page;
    },
  },
];

async function pictureIsShown(page: Page): Promise<void> {
  await page.locator('main img').first().waitFor();
  await page.evaluate(`document.querySelector('main img').decode()`);
}

describe.each(THEMES)('%s', (colorScheme) => {
  describe.each(Object.entries(WIDTHS))('on a %s', (device, viewport) => {
    test.each(SCREENS)('$name', async ({ name, show }) => {
      const context = await rig.newContext({ colorScheme, viewport, reducedMotion: 'reduce' });
      try {
        const page = await show(context);
        await page.evaluate('document.fonts.ready.then(() => null)');
        if (FOLDER) await page.screenshot({ path: join(FOLDER, `${name}-${device}-${colorScheme}.png`) });
        expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
        expect(await findBarriers(page)).toEqual([]);
      } finally {
        await context.close();
      }
      expect(rig.errors.splice(0)).toEqual([]);
    });
  });
});

/** What keeps somebody from seeing, hearing or using what is on the page, with its place. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target.join(' ')}: ${failureSummary}`),
  );
}
