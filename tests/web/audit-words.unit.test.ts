import { expect, it } from 'vitest';
import type { AuditEntry } from '#domain/audit/audit.ts';
import { changesOf } from '#web/features/audit/audit-words.ts';

const entry = (
  before: AuditEntry['before'],
  after: AuditEntry['after'],
  supplierName: string | null = null,
  currency?: string,
) =>
  changesOf(
    {
      id: '1',
      at: '2026-11-22T13:00:00Z',
      actor: null,
      actorName: null,
      action: 'update',
      record: 'product',
      subjectKind: 'product',
      subjectId: '1',
      subjectName: 'MUG',
      storeId: null,
      supplierName,
      productSku: null,
      before,
      after,
    },
    (id) => `Store no. ${id}`,
    currency,
  );

it('prices have two digits, and quantities no empty ones', () => {
  expect(entry({ price: 12.5, reorder_point: '6.000' }, { price: 13, reorder_point: null })).toEqual([
    { field: 'Price', before: '12.50', after: '13.00' },
    { field: 'Reorder at', before: '6', after: '' },
  ]);
});

it('things are told by their names, never by an id of the database', () => {
  const after = { supplier_id: 11, product_id: 4, cost: 2.1, store_id: null };
  expect(entry(null, after, 'Northwear Trading').map(({ field, after: words }) => [field, words])).toEqual([
    ['Supplier', 'Northwear Trading'],
    ['Cost', '2.10'],
    ['Store', 'every store'],
  ]);
  expect(entry({ replaced_by: null }, { replaced_by: 12 })).toEqual([
    { field: 'Replaced by', before: '', after: 'a new key' },
  ]);
});

it('closures and expected files read in the order of a sentence, however the database keeps their fields', () => {
  const closures = [{ to: '2026-12-26', from: '2026-12-25', reason: 'Christmas' }];
  const feeds = [{ by: '23:00', kind: 'sales', weekdays: ['monday', 'friday'] }];
  const rows = entry({ closures: [], expected_feeds: [] }, { closures, expected_feeds: feeds });
  expect(rows[0]?.after).toMatch(/^.*25.* – .*26.*: Christmas$/);
  expect(rows[1]?.after).toBe('Sales by 23:00, Monday, Friday');
});

it('of two suppliers only the later one is named, and neither under the name of the other', () => {
  expect(entry({ supplier_id: 11 }, { supplier_id: 12 }, 'Northwear Trading')).toEqual([
    { field: 'Supplier', before: 'another supplier', after: 'Northwear Trading' },
  ]);
  expect(entry({ supplier_id: 11 }, { supplier_id: null }, 'Northwear Trading')).toEqual([
    { field: 'Supplier', before: 'Northwear Trading', after: '' },
  ]);
});

it('amounts are money of the store', () => {
  expect(entry({ amount_minor: 150000 }, { amount_minor: null }, null, 'GBP')).toEqual([
    { field: 'Amount', before: '£1,500.00', after: '' },
  ]);
});
