import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { notRunning, runningAddresses } from '#local/addresses.ts';
import { launchBrowser } from './setup/browser.ts';

// `npm run pictures`: photographs the running system for the README. With a folder as its argument, every page of it
// there, on a desktop and a phone, in light and dark.
const addresses = await runningAddresses('.local');
if (addresses === undefined) {
  console.error(notRunning);
  process.exit(1);
}
const { web } = addresses;
const [everything] = process.argv.slice(2);
const folder = everything ?? 'docs';
const screens = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;

await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const colorScheme of everything === undefined ? (['light'] as const) : (['light', 'dark'] as const)) {
  for (const [name, viewport] of Object.entries(screens)) {
    if (everything === undefined && name === 'phone') continue;
    const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 1.5 });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) console.error(`${page.url()}: ${message.text()}`);
    });
    const shoot = async (what: string) => {
      await settled(page);
      await page.screenshot({ path: join(folder, `${what}-${name === 'phone' ? 'phone-' : ''}${colorScheme}.png`) });
    };
    await page.goto(web);
    await page.getByRole('button', { name: /manager/i }).click();
    await page.waitForURL(`${web}/**`);
    await page.getByRole('heading', { name: /dashboard/i, level: 1 }).waitFor();
    await shoot('dashboard');
    await page.goto(`${web}/bridge`);
    await page.getByRole('heading', { name: /bridge/i, level: 1 }).waitFor();
    await shoot('bridge');
    await page.goto(`${web}/figures?by=product`);
    await page.locator('main a[href^="/products/"]:visible').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await shoot('product');
    if (everything !== undefined) {
      await page.goto(`${web}/figures?by=category`);
      await shoot('figures');
      await page.goto(web);
      await settled(page);
      await page.screenshot({ path: join(folder, `dashboard-whole-${name}-${colorScheme}.png`), fullPage: true });
      await page.goto(`${web}/stock`);
      await shoot('stock');
      await page.goto(`${web}/stock?state=low`);
      await shoot('stock-low');
      await page.goto(`${web}/imports`);
      await shoot('imports');
    }
    await context.close();
  }
}
await browser.close();

/** Waits until what was asked for has come and is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(1_200);
}
