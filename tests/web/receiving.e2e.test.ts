import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { accessibilityProblems, closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

const pictures = 'test-results/web';
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

let app: RunningApp;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  app = await startApp();
});
beforeEach(() => {
  app.api.state.role = 'buyer';
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

it('a delivery is received by typing its barcodes, once, with what is damaged beside it', async () => {
  app.api.state.role = 'clerk';
  const { page, complaints } = await openTab(app, '/orders/3', { viewport: { width: 390, height: 844 } });
  await page.getByRole('link', { name: 'Receive' }).click();
  const code = page.getByLabel('Barcode or SKU');
  const said = page.getByRole('region', { name: 'Scan' }).getByRole('status');
  for (const typed of ['5012345678900', '5012345678900']) {
    await code.fill(typed);
    await code.press('Enter');
  }
  await said.getByText('Cream knitted no. 0: 2 of 60').waitFor();
  await page.getByLabel('Each counts').selectOption('pack');
  // The UPC of a code that the catalogue holds as EAN-13 with a nought before it would do as well; this is its SKU.
  await code.fill('20001B');
  await code.press('Enter');
  await said.getByText('Heart heart no. 1: 6 of 24').waitFor();
  await code.fill('999');
  await code.press('Enter');
  await said.getByText('999 is not in this order').waitFor();
  await page.getByLabel('Damaged of Cream knitted no. 0').fill('1');
  await page.getByLabel('What is wrong with it of Cream knitted no. 0').fill('The box was crushed');
  await page.getByLabel('Number of the delivery note').fill('DN-4711');
  await page.screenshot({ path: `${pictures}/receiving-390.png`, fullPage: true });
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Take in 8').click();
  await page.getByText('The delivery is in stock').waitFor();
  await page.getByRole('heading', { name: 'Deliveries' }).waitFor();
  expect(app.api.orders.received.map(({ body }) => body)).toEqual([
    {
      orderId: '3',
      deliveryNote: 'DN-4711',
      lines: [
        { productId: '1', accepted: '2', damaged: '1', wrong: '0', reason: 'The box was crushed' },
        { productId: '2', accepted: '6', damaged: '0', wrong: '0' },
      ],
    },
  ]);
  expect(complaints).toEqual([]);
});

it('more than is taken is said at the line, and refused in words', async () => {
  const { page } = await openTab(app, '/orders/7/receive');
  await page.getByLabel('Accepted of Heart heart no. 1').fill('30');
  await page.getByText('At most 25 more are taken').waitFor();
  // What is no number is said to be none, and nothing of how much is taken.
  await page.getByLabel('Accepted of Heart heart no. 1').fill('a few');
  await button(page, 'Take in').click();
  await page
    .getByText(/must be a number/i)
    .first()
    .waitFor();
  expect(await page.getByText(/At most \d+ more/).count()).toBe(0);
  await page.getByLabel('Accepted of Heart heart no. 1').fill('30');
  await button(page, 'Take in 30').click();
  await page.getByText('At most 25 more of 20001B may be received.').waitFor();
  await button(page, 'All of it came').click();
  await button(page, 'Take in 96').click();
  await page.getByText('The delivery is in stock').waitFor();
});

it('the camera reads a barcode under the policy of the web host, with a reader of our own address', async () => {
  const { page, complaints } = await openTab(app, '/orders/4/receive');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.getByText('Nothing scanned yet').waitFor();
  expect(asked.filter((path) => path.endsWith('.wasm'))).toEqual([]);
  await page.evaluate(showBarcode, '4006381333931');
  await button(page, 'Camera').click();
  const said = page.getByRole('region', { name: 'Scan' }).getByRole('status');
  await said.getByText('Heart heart no. 1: 1 of 24').waitFor({ timeout: 15_000 });
  expect(asked.some((path) => path.startsWith('/assets/zxing_reader') && path.endsWith('.wasm'))).toBe(true);
  await page.screenshot({ path: `${pictures}/camera-1280.png` });
  expect(complaints).toEqual([]);
});

it('a camera that nobody may use says so, and typing goes on', async () => {
  const { page } = await openTab(app, '/orders/4/receive');
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await button(page, 'Camera').click();
  await page.getByText('The camera cannot be used').waitFor();
  await page.getByLabel('Barcode or SKU').fill('4006381333931');
  await page.getByLabel('Barcode or SKU').press('Enter');
  await page.getByText('Heart heart no. 1: 1 of 24').waitFor();
});

/** In the page: a camera that sees an EAN-13 as GS1's General Specifications (5.2.1) draw it, and no reader of the browser's own. */
function showBarcode(digits: string): void {
  const left = '0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011'.split(' ');
  const parities = 'LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL'.split(' ');
  const flipped = (bars: string) => bars.replace(/\d/g, (bar) => (bar === '0' ? '1' : '0'));
  const bars = Array.from(digits.slice(1)).map((digit, index) => {
    const odd = left[Number(digit)] ?? '';
    if (index > 5) return flipped(odd);
    const isEven = parities[Number(digits[0])]?.[index] === 'G';
    return isEven ? Array.from(flipped(odd)).toReversed().join('') : odd;
  });
  const all = `101${bars.slice(0, 6).join('')}01010${bars.slice(6).join('')}101`;
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const draw = canvas.getContext('2d');
  const paint = () => {
    if (!draw) return;
    draw.fillStyle = '#fff';
    draw.fillRect(0, 0, 640, 480);
    draw.fillStyle = '#000';
    Array.from(all).forEach((bar, index) => bar === '1' && draw.fillRect(130 + index * 4, 140, 4, 200));
  };
  paint();
  setInterval(paint, 50);
  Object.assign(globalThis, { BarcodeDetector: undefined });
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(20));
}
