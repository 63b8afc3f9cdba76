import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import { Id } from '#domain/values.ts';

describe('a cursor', () => {
  test('brings back the key it was made of, whatever text that is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        fc.bigInt(1n, 10n ** 18n - 1n),
        (sku, id) => {
          const rows = [0, 1].map(() => ({ sku, id: String(id) }));
          const page = pageFrom(
            rows,
            1,
            (row) => [row.sku, row.id],
            (row) => row,
          );
          expect(page.items).toHaveLength(1);
          expect(readCursor(page.nextCursor ?? '', [TextKey, Id])).toEqual([sku, String(id)]);
        },
      ),
    );
  });

  test('is not given on the last page', () => {
    const page = (count: number) =>
      pageFrom(
        Array.from({ length: count }, (_, index) => String(index)),
        2,
        (row) => [row],
        (row) => row,
      );
    expect(page(0)).toEqual({ items: [], nextCursor: null });
    expect(page(2).nextCursor).toBeNull();
    expect(page(3)).toEqual({ items: ['0', '1'], nextCursor: expect.any(String) });
  });

  test('of anybody else is refused, never passed to SQL', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readCursor(text, [TextKey, Id])).toThrow(expect.objectContaining({ code: 'request.cursor' }));
      }),
    );
    expect(readCursor(undefined, [TextKey])).toEqual([]);
  });
});

test('a search is taken by the letter', () => {
  expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%');
  expect(containing('')).toBeNull();
  expect(containing(undefined)).toBeNull();
});
