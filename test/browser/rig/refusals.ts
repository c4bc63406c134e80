import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Problem } from '../../../src/errors.ts';
import { problemBody } from '../../../src/http/problem-response.ts';

/**
 * Has requests of a page refused, in the service's own words, where the reason is hard to bring about.
 *
 * @returns how to let them through again
 */
export async function refuse(
  page: Page,
  what: { method?: string; path: RegExp },
  problem: Problem,
): Promise<() => Promise<void>> {
  const { retryAfterSeconds } = problem;
  const body = problemBody(problem, randomUUID());
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (retryAfterSeconds !== undefined) headers['Retry-After'] = String(retryAfterSeconds);
  await page.route(what.path, (route) => {
    if (what.method && route.request().method() !== what.method) return route.fallback();
    return route.fulfill({
      status: body.status,
      headers,
      body: JSON.stringify(body),
    });
  });
  return () => page.unroute(what.path);
}
