import type { Page } from 'playwright-core';

/**
 * Has a page believe that it is looked at, or not, and tells it of the change. A browser without a screen counts every
 * page as seen, so that it cannot be had by going to another tab.
 */
export async function setSeen(page: Page, isSeen: boolean): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: ${!isSeen}, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: '${isSeen ? 'visible' : 'hidden'}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));`);
}
