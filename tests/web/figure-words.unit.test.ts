import { expect, it } from 'vitest';
import { figureUnits } from '#domain/analytics/figure.ts';
import { isProductSort } from '#domain/analytics/figures.sql.ts';
import { columnsOf, maySort } from '#web/features/figures/figure-groups.ts';
import { differenceOf, figureText, figureWords } from '#web/lib/figure-words.ts';

it('every figure has words, in the unit that the domain counts it in', () => {
  const units = Object.fromEntries(Object.entries(figureWords).map(([name, { unit }]) => [name, unit]));
  expect(units).toEqual(figureUnits);
});

it('every figure stands in some group of columns', () => {
  expect([...new Set(Object.values(columnsOf).flat())].toSorted()).toEqual(Object.keys(figureUnits).toSorted());
});

it('a list of products is offered to be sorted by just what the API sorts it by', () => {
  for (const name of ['label', ...Object.keys(figureUnits)])
    expect(maySort('product', name), name).toBe(isProductSort(name));
});

it('a figure without a value is n/a, and a negative rate keeps its sign', () => {
  expect(figureText('netSales', { value: null }, 'GBP')).toBe('n/a');
  expect(figureText('grossMarginRate', { value: -0.032 }, 'GBP')).toBe('-3.2%');
  expect(figureText('netSales', { value: 123_456 }, 'JPY')).toBe('¥123,456');
});

it('more sales are better, more shrinkage is worse, and more stock is neither', () => {
  expect(differenceOf('netSales', { value: 112 }, { value: 100 })).toMatchObject({
    direction: 'up',
    verdict: 'better',
  });
  expect(differenceOf('shrinkage', { value: 112 }, { value: 100 })).toMatchObject({
    direction: 'up',
    verdict: 'worse',
  });
  expect(differenceOf('stockValue', { value: 80 }, { value: 100 })).toMatchObject({ direction: 'down', verdict: null });
});

it('a rate differs in points, an amount in per cent', () => {
  expect(differenceOf('returnRate', { value: 0.05 }, { value: 0.038 })?.text).toBe('1.2 pts');
  expect(differenceOf('returnRate', { value: 0.05 }, { value: 0.04 })?.text).toBe('1.0 pts');
  expect(differenceOf('netSales', { value: 110 }, { value: 100 })?.text).toBe('10.0%');
});

it('no percentage is told of nothing, of less than nothing, or of what is not known', () => {
  for (const [now, before] of [
    [10, 0],
    [10, -5],
    [-3, 10],
    [null, 10],
    [10, null],
  ])
    expect(differenceOf('netSales', { value: now ?? null }, { value: before ?? null })).toBeNull();
});

it('the figures of a column have as many decimals, whole or not', () => {
  for (const [name, texts] of [
    ['gmroi', ['31.20×', '12.00×', '28.77×']],
    ['cover', ['9.5 days', '1.0 days', '43.0 days']],
    ['stockOutHours', ['7.0 h', '7.3 h']],
  ] as const)
    for (const text of texts) expect(figureText(name, { value: Number.parseFloat(text) }, 'GBP')).toBe(text);
});
