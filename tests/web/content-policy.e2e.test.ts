import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeTabs, type RunningApp, startApp } from './fake/app.ts';

// The app's pages under the headers that they have in the cloud; tests/resources/hosting.test.ts holds the two together.
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

const paths = [
  '/',
  '/stock',
  '/products/2',
  '/bridge',
  '/movements',
  '/imports',
  '/imports/018f3c1e-7a2b-7c3d-8e4f-000000000030',
  '/nowhere',
  '/signed-out',
];

/** Opens a page and notes what the browser says was against the policy: by its event, and on its console. */
async function watched(path: string): Promise<{ page: Page; violations: string[] }> {
  const page = await (await app.browser.newContext({ baseURL: app.url })).newPage();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  await page.exposeFunction('noteViolation', (violation: string) => violations.push(violation));
  await page.addInitScript(() => {
    const { noteViolation } = globalThis as unknown as { noteViolation: (violation: string) => void };
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      noteViolation(`${effectiveDirective} ${blockedURI}`),
    );
  });
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await page.getByRole('heading').first().waitFor();
  return { page, violations };
}

it.for(paths)('%s keeps the policy', async (path) => {
  expect((await watched(path)).violations).toEqual([]);
});

it.for([
  {
    name: 'an inline script',
    directive: 'script-src-elem inline',
    act: () => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.broken = true';
      document.body.append(script);
    },
  },
  {
    name: 'text made code',
    directive: 'script-src eval',
    // Later, by the page itself: what the test sends is let through.
    act: () => {
      const run = Reflect.get(globalThis, 'eval') as (code: string) => void;
      setTimeout(() => run('globalThis.broken = true'));
    },
  },
  {
    name: 'a request to an origin that the app does not know',
    directive: 'connect-src http://127.0.0.1:9/',
    act: () =>
      void fetch('http://127.0.0.1:9/')
        .then(() => Object.assign(globalThis, { broken: true }))
        .catch(() => {}),
  },
])('$name is refused and noticed', async ({ directive, act }) => {
  const { page, violations } = await watched('/signed-out');
  await page.evaluate(act);
  await expect.poll(() => violations).toContain(directive);
  expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
});
