import lighthouse, { desktopConfig } from 'lighthouse';
import { connect } from 'puppeteer-core';
import { launchBrowser } from '#tests/setup/browser.ts';

/** Lighthouse's marks out of 100, how much the page moved by itself, and what it found wrong. */
export type Judgement = {
  performance: number;
  accessibility: number;
  bestPractices: number;
  layoutShift: number;
  /** Milliseconds until the largest part of the page was painted, as Lighthouse computes it for its slower network. */
  largestPaint: number;
  blocked: number;
  /** Compressed JavaScript that came before and without the drawing of charts, headers included. */
  scriptBytes: number;
  faults: string[];
};

const port = 20_000 + (process.pid % 9_000);

/**
 * Has Lighthouse judge a page of the app as somebody sees it who is signed in.
 * @param options.origin where the app is; it signs in by itself
 * @param options.form the network, processor and window of a phone, or of a desk
 */
export async function judge(options: {
  origin: string;
  path: string;
  ready: string;
  form: 'phone' | 'desk';
}): Promise<Judgement> {
  const { origin, path, ready, form } = options;
  const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
  try {
    const driver = await connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
    const page = await driver.newPage();
    await page.goto(`${origin}${path}`);
    // The session is the tab's own, so it is the same tab that is judged.
    await page.waitForFunction((text) => document.body.textContent.includes(text), {}, ready);
    // Signing in has loaded everything once; a first visit has not.
    await (await page.createCDPSession()).send('Network.clearBrowserCache');
    const run = await lighthouse(
      `${origin}${path}`,
      {
        disableStorageReset: true,
        onlyCategories: ['performance', 'accessibility', 'best-practices'],
        logLevel: 'error',
      },
      form === 'desk' ? desktopConfig : undefined,
      page,
    );
    if (run === undefined) throw new Error('Lighthouse gave no result');
    const { categories, audits } = run.lhr;
    const mark = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
    const value = (name: string) => audits[name]?.numericValue ?? Number.NaN;
    const judged = ['accessibility', 'best-practices'].flatMap((name) => categories[name]?.auditRefs ?? []);
    await driver.disconnect();
    return {
      performance: mark('performance'),
      accessibility: mark('accessibility'),
      bestPractices: mark('best-practices'),
      layoutShift: value('cumulative-layout-shift'),
      largestPaint: value('largest-contentful-paint'),
      blocked: value('total-blocking-time'),
      scriptBytes: bytesOf(audits['network-requests']?.details),
      faults: judged.flatMap(({ id, weight }) => {
        const audit = audits[id];
        return weight > 0 && audit?.score === 0
          ? [`${audit.title} ${JSON.stringify(audit.details ?? '')}`.slice(0, 400)]
          : [];
      }),
    };
  } finally {
    await browser.close();
  }
}

type Request = { url: string; resourceType: string; transferSize: number };

function bytesOf(details: unknown): number {
  const { items } = details as { items: Request[] };
  return items
    .filter(({ url, resourceType }) => resourceType === 'Script' && !/assets\/line-chart-/.test(url))
    .reduce((sum, { transferSize }) => sum + transferSize, 0);
}
