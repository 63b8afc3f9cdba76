import { expect, test } from 'vitest';
import { alertSentence } from '#domain/alerts/alert-words.ts';
import { alertKindNames, alertKinds } from '#domain/alerts/kinds.ts';
import { urgentMail } from '#domain/alerts/mail-words.ts';

const pounds = (minor: number) => `£${(minor / 100).toFixed(2)}`;

test.each([
  ['negative', { onHand: '-3', dailyUnits: '2.04' }, null, '-3 on hand by the books; sells 2 a day'],
  ['out', { dailyUnits: '0.35' }, null, 'nothing left; sells 0.4 a day'],
  [
    'low',
    { available: '4', reorderPoint: '10', dailyUnits: '3.1' },
    null,
    '4 left, reorder point 10; sells 3.1 a day, so it lasts 1 day',
  ],
  ['low', { available: '0', reorderPoint: '10', dailyUnits: null }, null, 'nothing left, reorder point 10'],
  [
    'phantom',
    { onHand: '12', silentDays: '14', sellingDays: '36', ofDays: '76' },
    null,
    '12 on hand, but none sold for 14 days though it used to sell on 36 of 76: look whether it is there',
  ],
  ['feed_missing', {}, 'sales 2026-11-21', 'the file of sales for 21 November has not come'],
  [
    'late_order',
    { number: 'PO-00042', supplier: 'Clay', expectedOn: '2026-11-20' },
    '42',
    'order PO-00042 from Clay was expected on 20 November',
  ],
  ['price_below_cost', { price: '0.9', cost: '1', dailyUnits: '4' }, null, 'price 0.9, cost 1; sells 4 a day'],
  [
    'overstock',
    { available: '200', coverDays: '800', excessMinor: '2050' },
    null,
    '200 left, enough for 2 years; £20.50 more than needed',
  ],
  ['dead', { onHand: '7', valueMinor: '700', lastSoldOn: null }, null, '7 on hand worth £7.00, never sold here'],
] as const)('%s is told in a line', (kind, facts, reference, words) => {
  expect(alertSentence({ kind, facts, reference }, pounds)).toBe(words);
});

test('every kind has a line, even of one whose numbers were not written down', () => {
  for (const kind of alertKindNames) {
    const words = alertSentence({ kind, facts: {}, reference: null, now: '5' }, pounds);
    expect(`${alertKinds[kind].label}: ${words}`).not.toMatch(/undefined|null|NaN/);
  }
});

test('an urgent mail of many names ten and counts the rest, whatever their names hold', () => {
  const alert = {
    storeId: '1',
    storeName: 'Harbour\r\nBcc: eve@example.com',
    currency: 'JPY',
    kind: 'negative' as const,
    sku: 'MUG',
    name: 'Mug\u2028Cup',
    reference: null,
    moneyMinor: 1500,
    facts: { onHand: '-2' },
    now: '-2',
    incoming: '6',
    arrivesOn: '2026-11-24',
  };
  const { subject, text } = urgentMail(
    Array.from({ length: 12 }, () => alert),
    'https://stock.example.com',
  );
  expect(subject).toBe('Urgent: 12 stock alerts');
  expect(text.match(/Mug Cup \(MUG\) \(JP¥1,500 a day\)/g)).toHaveLength(10);
  expect(text).toContain('-2 on hand by the books; 6 on the way, expected 24 November');
  expect(text).toContain('and 2 more');
  expect(text).toContain('Look at them: https://stock.example.com/alerts?store=1\n');
  const two = urgentMail([alert, { ...alert, storeId: '2' }], 'https://stock.example.com');
  expect(two.text).toContain('Look at them: https://stock.example.com/alerts\n');
  expect(urgentMail([alert], '').subject).not.toMatch(/[\r\n]/);
});
