import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accessibilityProblems,
  closeTabs,
  layoutShift,
  openTab,
  type RunningApp,
  sidewaysOverflow,
  startApp,
} from './fake/app.ts';

const pictures = 'test-results/web';
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

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

/** Each page as a buyer first sees it, and what opens over it. */
const pages: { name: string; path: string; ready: string; open?: (page: Page) => Promise<void>; opened?: string }[] = [
  { name: 'orders', path: '/orders', ready: 'PO-00008' },
  { name: 'orders, late', path: '/orders?late=yes', ready: '4 days late' },
  { name: 'order, draft', path: '/orders/8', ready: 'What happened' },
  { name: 'order, sent', path: '/orders/3', ready: 'Please deliver before 11.' },
  {
    name: 'order, sending',
    path: '/orders/2',
    ready: 'What happened',
    open: (page) => button(page, 'Send').click(),
    opened: 'A mail cannot be taken back',
  },
  {
    name: 'order, editing',
    path: '/orders/1',
    ready: 'What happened',
    open: (page) => button(page, 'Edit').click(),
    opened: 'Note for the supplier',
  },
  { name: 'new order', path: '/orders/new?store=1&supplier=1', ready: 'Note for the supplier' },
  { name: 'receive', path: '/orders/4/receive', ready: 'Nothing scanned yet' },
  { name: 'supplier with scorecard', path: '/suppliers/1', ready: 'Fill rate' },
  { name: 'suggestions', path: '/suggestions', ready: 'Plans and budgets' },
  {
    name: 'suggestions, figures',
    path: '/suggestions?store=1',
    ready: 'Plans and budgets',
    open: (page) =>
      button(page, /^All figures/)
        .first()
        .click(),
    opened: 'Safety stock',
  },
  {
    name: 'suggestions, accept all',
    path: '/suggestions',
    ready: 'Plans and budgets',
    open: (page) => button(page, 'Accept all…').click(),
    opened: 'suggestions become',
  },
  { name: 'suggestions, grades', path: '/suggestions?show=grades', ready: 'let it decide more often' },
  { name: 'policies', path: '/policies', ready: 'The whole chain' },
  {
    name: 'policies, new',
    path: '/policies',
    ready: 'The whole chain',
    open: (page) => button(page, 'New policy').click(),
    opened: 'Percent of weeks without running out',
  },
  {
    name: 'policies, by product',
    path: '/policies?show=products&store=1',
    ready: 'reorder at 41',
    open: (page) =>
      button(page, /what applies to/)
        .first()
        .click(),
    opened: 'inherited from the category',
  },
  { name: 'policies, budgets', path: '/policies?show=budgets', ready: '£1,880.00 left' },
  { name: 'policies, promotions', path: '/policies?show=promotions', ready: 'Black Friday' },
];

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [390, 1440])
    describe(`at ${width} px, ${colorScheme}`, () => {
      it.for(pages)(
        '$name is complete, quiet, still, fits the window and is accessible',
        async ({ name, path, ready, open, opened }) => {
          const { page, complaints } = await openTab(app, path, { colorScheme, viewport: { width, height: 844 } });
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
          await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true });
          expect(complaints).toEqual([]);
          expect(shift).toBeLessThan(0.02);
          expect(await sidewaysOverflow(page)).toBe(0);
          expect(await accessibilityProblems(page)).toEqual([]);
        },
      );
    });

it('an order is approved and sent, and nothing is sent before somebody says so twice', async () => {
  const { page, complaints } = await openTab(app, '/orders/8');
  const order = () => app.api.orders.orders.find(({ orderId }) => orderId === '8');
  await button(page, 'Approve').click();
  await button(page, 'Send').click();
  expect(order()?.status).toBe('approved');
  await dialog(page).getByText('PDF and CSV').waitFor();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  expect(order()?.status).toBe('approved');
  await button(page, 'Send').click();
  await dialog(page).getByRole('button', { name: 'Send' }).click();
  await page.getByText('on its way').waitFor();
  expect(order()?.status).toBe('sent');
  await page.getByRole('link', { name: 'Receive' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a step that comes after somebody else’s is refused in words', async () => {
  const { page } = await openTab(app, '/orders/2');
  await button(page, 'Send').waitFor();
  const order = app.api.orders.orders.find(({ orderId }) => orderId === '2');
  Object.assign(order ?? {}, { version: 7 });
  await button(page, 'Send').click();
  await dialog(page).getByRole('button', { name: 'Send' }).click();
  await dialog(page).getByText('Somebody changed it; read it again.').waitFor();
});

it('a draft is edited line by line, and what is no quantity is said at its field', async () => {
  const { page } = await openTab(app, '/orders/1');
  await button(page, 'Edit').click();
  const quantity = page.getByLabel('Quantity of Cream knitted no. 0');
  await quantity.fill('none');
  await button(page, 'Save').click();
  await page.getByText('Must be a number like 12.5').waitFor();
  await quantity.fill('72');
  await button(page, 'Remove Lantern doormat no. 2').click();
  await button(page, 'Save').click();
  await page.getByText('PO-00001 is saved').waitFor();
  const order = app.api.orders.orders.find(({ orderId }) => orderId === '1');
  expect(order?.lines.map(({ productId, ordered }) => [productId, ordered])).toEqual([
    ['1', '72'],
    ['2', '24'],
  ]);
});

it('an order is drafted by hand, with the least that the supplier sends of a product', async () => {
  const { page } = await openTab(app, '/orders/new?supplier=1');
  await page.getByLabel('For the store').selectOption('2');
  await page.getByRole('combobox', { name: 'Product' }).fill('lantern');
  await page.getByRole('option', { name: 'Lantern doormat no. 2' }).click();
  await page.getByLabel('Quantity of Lantern doormat no. 2').waitFor();
  await button(page, 'Draft the order').click();
  await page.getByRole('heading', { name: 'PO-00099' }).waitFor();
  const made = app.api.orders.orders.find(({ orderId }) => orderId === '99');
  expect(made).toMatchObject({ supplierId: '1', storeId: '2' });
  // 12 is the least order of it, in packs of 6.
  expect(made?.lines[0]).toMatchObject({ productId: '3', ordered: '12' });
});

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
