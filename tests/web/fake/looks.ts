import AxeBuilder from '@axe-core/playwright';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityProblems, layoutShift, openTab, type RunningApp, sidewaysOverflow } from './app.ts';

const pictures = 'test-results/web';

/** A page as it is first seen, and what is opened over it. */
export type Look = {
  name: string;
  path: string;
  /** A text that is there once the page is. */
  ready: string;
  open?: (page: Page) => Promise<void>;
  /** A text that is there once it is open. */
  opened?: string;
};

/**
 * Tests that each page, on a phone and a desk, in light and dark, is complete, quiet, still, fits the window and is
 * accessible. One tab for each width stays signed in, and colours change in it: layout is the same in both.
 */
export function testLooks(app: () => RunningApp, looks: Look[]): void {
  describe.for([390, 1440])('at %i px', (width) => {
    let tab: Awaited<ReturnType<typeof openTab>>;
    beforeAll(async () => {
      mkdirSync(pictures, { recursive: true });
      tab = await openTab(app(), '/', { viewport: { width, height: 844 } });
      await tab.page.getByRole('heading', { level: 1 }).waitFor();
    });
    afterAll(() => tab.context.close());

    it.for(looks)(
      '$name is complete, quiet, still, fits the window and is accessible',
      async ({ name, path, ready, open, opened }) => {
        const { page, complaints } = tab;
        complaints.length = 0;
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(path);
        await page.getByText(ready).first().waitFor();
        await page.waitForLoadState('networkidle');
        const shift = await layoutShift(page);
        if (open) {
          await open(page);
          await page
            .getByText(opened ?? '')
            .first()
            .waitFor();
        }
        const shoot = (scheme: string) =>
          page.screenshot({ path: `${pictures}/${name}-${width}-${scheme}.png`, fullPage: true });
        await shoot('light');
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(shift).toBeLessThan(0.02);
        expect(await sidewaysOverflow(page)).toBe(0);
        await darken(page);
        await shoot('dark');
        expect(await paleProblems(page)).toEqual([]);
        expect(complaints).toEqual([]);
      },
    );
  });
}

/** Asks for dark colours, and waits until they are there. */
async function darken(page: Page): Promise<void> {
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction((was) => getComputedStyle(document.body).backgroundColor !== was, light);
}

/** Where axe finds too little contrast: all that another colour scheme can change. */
async function paleProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  return violations.flatMap(({ nodes }) =>
    nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`),
  );
}
