import AxeBuilder from '@axe-core/playwright';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { startWeb } from '#local/web.ts';
import { launchBrowser } from '#tests/setup/browser.ts';
import { type FakeApi, startFakeApi } from './api.ts';

const configFile = fileURLToPath(new URL('../../../web/vite.config.ts', import.meta.url));

export type RunningApp = { url: string; api: FakeApi; browser: Browser; stop: () => Promise<void> };

/** The built app with the headers that it has in the cloud, with the fake API, and a browser to look at it. */
export async function startApp(options: { readingMs?: number } = {}): Promise<RunningApp> {
  const api = await startFakeApi(options);
  const outDir = await mkdtemp(join(tmpdir(), 'stockroom-web-'));
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production'; // Vitest's own `test` would build React for development
  await build({ configFile, logLevel: 'error', build: { outDir } });
  process.env['NODE_ENV'] = before;
  const config = { apiUrl: api.origin, authIssuer: `${api.origin}/auth`, authClientId: 'web' };
  const server = await startWeb({
    port: 0,
    dist: outDir,
    config,
    origins: [api.origin, api.origin.replace('http', 'ws')],
  });
  const browser = await launchBrowser();
  return {
    url: server.url,
    api,
    browser,
    async stop() {
      await browser.close();
      await server.stop();
      api.stop();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

/** A fresh browser tab that notes every console error or warning, uncaught error and broken policy. */
export async function openTab(app: RunningApp, path: string, options: BrowserContextOptions = {}) {
  const context = await app.browser.newContext({
    baseURL: app.url,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(watchShifts);
  await page.goto(path);
  return { page, context, complaints };
}

function watchShifts(): void {
  const shifts: number[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
  }).observe({ type: 'layout-shift', buffered: true });
}

/** How much of the page has moved by itself since it was opened: the sum of the browser's layout shift scores. */
export const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, shift) => sum + shift, 0));

/** Closes every tab, also those of a test that failed half way: an open page goes on asking the API. */
export async function closeTabs(app: RunningApp): Promise<void> {
  await Promise.all(app.browser.contexts().map((context) => context.close()));
}

/** What axe finds wrong with the page as it stands, as short lines. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary ?? ''}`),
  );
}

/** By how many px the page is wider than the window: 0 when nothing scrolls sideways. */
export const sidewaysOverflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
