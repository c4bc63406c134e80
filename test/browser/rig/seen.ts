import type { Page } from 'playwright-core';

/**
 * Has a page believe that it is looked at, or not, and tells it of the change. A browser without a screen counts every
 * page as seen, so that it cannot be had by going to another tab.
 */
export async function setSeen(page: Page, isSeen: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, !isSeen);
}
