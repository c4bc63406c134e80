import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startDashboardRig, type DashboardRig } from './dashboard-rig.ts';

/** The dashboard for a file of tests. */
export interface DashboardStage {
  /** There from the first test on. */
  rig: DashboardRig;
  /** Opens a room in a browser of the test's own, of which nothing is left to the next one; `by` see DashboardRig. */
  open(room?: string, options?: BrowserContextOptions & { by?: string }): Promise<Page>;
}

/**
 * Starts it before the tests, and ends it after them. No page of a test may throw, nor ask for what its policy refuses.
 *
 * @param settings see `startDashboardRig`
 */
export function setDashboardStage(settings: Readonly<Record<string, string>> = {}): DashboardStage {
  const rig = {} as DashboardRig;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    Object.assign(rig, await startDashboardRig(settings));
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(rig.errors.splice(0)).toEqual([]);
  });
  afterAll(() => rig.close());
  return {
    rig,
    async open(room, { by, ...options } = {}) {
      const context = await rig.newContext(options);
      contexts.push(context);
      return rig.open(context, room, by);
    },
  };
}
