// Whether a page of the console is good to use: no broken rule of axe, and nothing wider than the screen.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** What is wrong with the page as it stands, one line each. */
export async function judgePage(page: Page): Promise<string[]> {
  // Colours are judged once they have arrived.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
        .map((animation) => animation.finished),
    ),
  );
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => await (globalThis as unknown as { axe: typeof axe }).axe.run());
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    ),
    ...(overflow > 0 ? [`wider than the screen by ${overflow} px`] : []),
  ];
}
