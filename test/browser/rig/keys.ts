import type { Locator, Page } from 'playwright-core';

/** More than any page has. */
const MOST_STEPS = 200;

/** What has the focus: its tag and its words, and how one sees that it has it. */
export interface Focus {
  what: string;
  isBody: boolean;
  /** It is drawn around, and within what is shown. */
  isSeen: boolean;
}

/** Goes to something by Tab alone. @throws when Tab does not lead there, or leads over something where one does not see it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    await page.keyboard.press('Tab');
    const focus = await focusOf(page);
    if (!focus.isBody && !focus.isSeen) throw new Error(`One does not see that this has the focus: ${focus.what}`);
    if (await hasFocus(target)) return;
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

/** Goes once through all that Tab leads to, from where it is to where it was. */
export async function tabRound(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Focus[]> {
  await page.keyboard.press(key);
  const round = [await focusOf(page)];
  await page.evaluate('window.roundBegan = document.activeElement');
  while (round.length < MOST_STEPS) {
    await page.keyboard.press(key);
    if (await page.evaluate('document.activeElement === window.roundBegan')) return round;
    round.push(await focusOf(page));
  }
  throw new Error(
    `Tab never comes round: ${round
      .slice(-5)
      .map(({ what }) => what)
      .join(', ')}`,
  );
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.count()) === 1 && target.evaluate((element) => element.matches(':focus'));
}

export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(FOCUS);
}

const FOCUS = `(() => {
  const element = document.activeElement ?? document.body;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const isMarked = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  const isShown = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right > left && bottom > top;
  const words = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
  return { what: element.tagName + ' ' + words, isBody: element === document.body, isSeen: isMarked && isShown };
})()`;
