import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApi, testApi } from '#tests/functions/api.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let api: TestApi;
let harbour: string;

beforeAll(async () => {
  api = await testApi();
  const { sql } = api.database;
  harbour = await openStore(sql, 'HARBOUR');
  const market = await openStore(sql, 'MARKET');
  const [mug = ''] = await addProducts(sql, ['MUG']);
  await sql.query("insert into supplier (code, name) values ('ACME', 'Acme'), ('NORTH', 'North')");
  const key = 'gen_random_uuid()';
  await sql.query(`insert into purchase_order (supplier_id, store_id, currency, request_key, payload, created_by)
    select id, ${harbour}, 'GBP', ${key}, ${key}, 'ada' from supplier where code = 'ACME'`);
  await sql.query(`insert into transfer (key, payload, content, from_store_id, to_store_id)
    values (${key}, ${key}, ${key}, ${harbour}, ${market})`);
  await sql.query(`insert into count_sheet (key, payload, store_id, name, scope, is_blind)
    values (${key}, ${key}, ${harbour}, 'Shelf 3', 'all', false)`);
  await sql.query(`insert into reorder_policy (store_id, category, product_id, method, supplier_id) values
    (null, null, null, 'learned', null), (${harbour}, null, ${mug}, 'off', (select min(id) from supplier))`);
  await sql.query(
    `update reorder_policy set supplier_id = (select max(id) from supplier) where product_id is not null`,
  );
  await sql.query(`insert into reorder_budget (store_id, month, amount_minor) values (${harbour}, '2026-06-01', 100)`);
  await sql.query(`insert into promotion (key, product_id, name, from_day, to_day, uplift)
    values (${key}, ${mug}, 'Summer', '2026-06-01', '2026-06-07', 2)`);
  await sql.query('delete from promotion');
  await sql.query(`insert into alert_rule (kind, store_id) values ('low', ${harbour})`);
  await sql.query('update ordering_stop set is_stopped = true');
  await api.grant('ada', 'admin');
  await sql.query(`insert into report_subscription (user_id, store_id, kind, language, locale, since)
    values ('ada', ${harbour}, 'daily', 'en', 'en-GB', now())`);
});
afterAll(() => api.close());

const named = async (query: Record<string, string>) => {
  const { status, body } = await api.call('GET', '/audit', { as: 'ada', query });
  expect(status).toBe(200);
  const { items } = body as { items: { action: string; subjectName: string | null; supplierName: string | null }[] };
  return items.map(({ action, subjectName, supplierName }) => [action, subjectName, supplierName]);
};

test.each([
  ['order', [['insert', 'PO-00001', 'Acme']]],
  ['transfer', [['insert', '1, HARBOUR to MARKET', null]]],
  ['count_sheet', [['insert', 'Shelf 3', null]]],
  [
    'policy',
    [
      ['update', 'MUG in HARBOUR', 'North'],
      ['insert', 'MUG in HARBOUR', 'Acme'],
      ['insert', 'everything', null],
    ],
  ],
  ['budget', [['insert', 'HARBOUR', null]]],
  ['alert_rule', [['insert', 'Low stock', null]]],
  ['report', [['insert', 'ada: daily, HARBOUR', null]]],
  ['ordering', [['update', 'ordering by itself', null]]],
])('a change of a %s says which, as people know it', async (subjectKind, expected) => {
  expect(await named({ subjectKind })).toEqual(expected);
});

test('a promotion that is no more keeps its name where it was removed', async () => {
  expect((await named({ subjectKind: 'promotion' }))[0]).toEqual(['delete', 'Summer', null]);
});

test('orders and count sheets are found by a part of their number or name', async () => {
  expect(await named({ search: 'po-0000' })).toEqual([['insert', 'PO-00001', 'Acme']]);
  expect(await named({ search: 'shelf' })).toEqual([['insert', 'Shelf 3', null]]);
});

test('a change of a line or of a budget says of which product or month it is, though neither has changed', async () => {
  const { sql } = api.database;
  await sql.query(`insert into purchase_order_line (order_id, product_id, nth, ordered)
    select o.id, p.id, 1, 5 from purchase_order o cross join product p`);
  await sql.query('update purchase_order_line set ordered = 7');
  await sql.query('update reorder_budget set amount_minor = 200');
  const newest = async (subjectKind: string) => {
    const { body } = await api.call('GET', '/audit', { as: 'ada', query: { subjectKind } });
    return (body as { items: unknown[] }).items[0];
  };
  const product_id = Number((await sql.query<{ id: string }>('select id from product')).rows[0]?.id);
  expect(await newest('order')).toMatchObject({
    productSku: 'MUG',
    before: { product_id, ordered: 5 },
    after: { product_id, ordered: 7 },
  });
  expect(await newest('budget')).toMatchObject({
    productSku: null,
    before: { month: '2026-06-01', amount_minor: 100 },
    after: { month: '2026-06-01', amount_minor: 200 },
  });
});
