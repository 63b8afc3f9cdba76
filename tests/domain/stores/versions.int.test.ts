import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const editors = ['ada', 'bob', 'cyd', 'dan'];

/** All editors edit version 1 at once, each with a name of their own; answers who was told that it is done. */
async function race(edit: (editor: string) => Promise<unknown>): Promise<string[]> {
  const ended = await Promise.allSettled(editors.map((editor) => edit(editor)));
  const refusals = ended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  for (const refusal of refusals) expect(refusal).toMatch(/\.stale: Somebody changed this/);
  return editors.filter((_, index) => ended[index]?.status === 'fulfilled');
}

const nameOf = async (table: string, id: string) =>
  (await database.sql.query<{ name: string }>(`select name from ${table} where id = $1`, [id])).rows[0]?.name;

/** Makes a copy of a function with a part of it replaced, for a negative control. */
async function copyOf(name: string, copy: string, part: string, instead: string): Promise<void> {
  const { rows } = await database.sql.query<{ source: string }>('select pg_get_functiondef($1::regproc) as source', [
    name,
  ]);
  const source = rows[0]?.source ?? '';
  expect(source).toContain(part);
  await database.sql.query(source.replace(`FUNCTION public.${name}`, `FUNCTION public.${copy}`).replace(part, instead));
}

describe('of edits of one version at the same moment exactly one wins:', () => {
  test('of a store', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await openStore(database.sql, `RACE-${round}`);
      const winners = await race((name) =>
        database.app.query('select * from save_store($1, 1, $2, $3)', [id, JSON.stringify({ name }), name]),
      );
      expect(winners).toEqual([await nameOf('store', id)]);
    }
  });

  test('of a product', async () => {
    for (const id of await addProducts(
      database.sql,
      Array.from({ length: 10 }, (_, index) => `RACE-${index}`),
    )) {
      const winners = await race((name) =>
        database.app.query("select * from save_product($1, 1, $2, '[]', $3)", [id, JSON.stringify({ name }), name]),
      );
      expect(winners).toEqual([await nameOf('product', id)]);
    }
  });

  test('of barcodes of a product, which lie in another table', async () => {
    for (const id of await addProducts(
      database.sql,
      Array.from({ length: 10 }, (_, index) => `CODES-${index}`),
    )) {
      const winners = await race((name) =>
        database.app.query("select * from save_product($1, 1, '{}', $2, $3)", [
          id,
          JSON.stringify([`${id} ${name}`]),
          name,
        ]),
      );
      const { rows } = await database.sql.query('select barcode from product_barcode where product_id = $1', [id]);
      expect(rows).toEqual(winners.map((name) => ({ barcode: `${id} ${name}` })));
      expect(winners).toHaveLength(1);
    }
  });

  test('of a supplier, and of new terms for a product', async () => {
    const [product = ''] = await addProducts(database.sql, ['TERMS']);
    for (let round = 0; round < 10; round += 1) {
      const { rows } = await database.sql.query<{ id: string }>(
        "insert into supplier (code, name) values ($1, 'x') returning id",
        [`RACE-${round}`],
      );
      const id = rows[0]?.id ?? '';
      const winners = await race((name) =>
        database.app.query('select * from save_supplier($1, 1, $2, $3)', [id, JSON.stringify({ name }), name]),
      );
      expect(winners).toEqual([await nameOf('supplier', id)]);
      const sellers = await race((name) =>
        database.app.query('select * from save_supplier_item($1, $2, null, $3, $4)', [
          id,
          product,
          JSON.stringify({ supplier_sku: name, pack_size: 1, min_order: 0 }),
          name,
        ]),
      );
      const items = await database.sql.query('select supplier_sku from supplier_item where supplier_id = $1', [id]);
      expect(items.rows).toEqual(sellers.map((name) => ({ supplier_sku: name })));
    }
  });

  test('without the check all are told that they won, and all but one are undone (negative control)', async () => {
    await copyOf('save_store', 'save_unchecked', 'was.version <> read_version', 'false');
    const id = await openStore(database.sql, 'UNCHECKED');
    const winners = await race((name) =>
      database.app.query('select * from save_unchecked($1, 1, $2, $3)', [id, JSON.stringify({ name }), name]),
    );
    expect(winners).toEqual(editors);
  });
});

test('two who want one code, SKU or barcode at the same moment do not both get it', async () => {
  const [one = '', other = ''] = await addProducts(database.sql, ['TWIN-1', 'TWIN-2']);
  for (let round = 0; round < 10; round += 1) {
    const ended = await Promise.allSettled(
      [one, other].map((id) =>
        database.app.query(
          "select * from save_product($1, (select version from product where id = $1), '{}', $2, 'ada')",
          [id, JSON.stringify([`twin ${round}`])],
        ),
      ),
    );
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  }
  const made = await Promise.allSettled(
    editors.map((name) =>
      database.app.query("select * from save_product(null, null, $1, '[]', $2)", [
        JSON.stringify({ sku: 'NEW', name, status: 'active', is_stocked: true }),
        name,
      ]),
    ),
  );
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('what the release before writes is taken, and counted', async () => {
  const { rows } = await database.app.query<{ id: string; version: number; overselling: string }>(
    "insert into store (code, name, time_zone, currency) values ('OLD', 'Old', 'UTC', 'GBP') returning id, version, overselling",
  );
  expect(rows).toMatchObject([{ version: 1, overselling: 'refuse' }]);
  await database.app.query("update store set name = 'Older' where code = 'OLD'");
  const after = await database.app.query("select version, updated_by from store where code = 'OLD'");
  expect(after.rows).toEqual([{ version: 2, updated_by: null }]);
  // As post_products of that release does.
  await database.app.query("insert into product as p (sku, name, price) values ('OLD', 'Old', 1)");
  await database.app.query("update product set price = 2, updated_at = now() where sku = 'OLD'");
  const prices = await database.app.query(
    "select c.price::float from product_price c join product p on p.id = c.product_id where p.sku = 'OLD' order by c.id",
  );
  expect(prices.rows).toEqual([{ price: 1 }, { price: 2 }]);
});

describe('while a store is edited', () => {
  /** Posts to a store whose edit by `save` has not committed; answers why that could not be, if so. */
  async function postDuring(save: string, code: string): Promise<string> {
    const store = await openStore(database.sql, code);
    const [product = ''] = await addProducts(database.sql, [code]);
    const editor = await database.app.connect();
    await editor.query('begin');
    await editor.query(`select * from ${save}($1, 1, $2, $3)`, [store, '{"name": "Busier"}', 'ada']);
    const till = await database.sql.connect();
    await till.query("set lock_timeout = '300ms'");
    const posted = await post(till, [
      {
        key: code,
        store_id: store,
        product_id: product,
        type: 'sale',
        quantity: -1,
        occurred_at: '2026-06-01T08:00:00Z',
      },
    ]).then(
      () => 'posted',
      (error: unknown) => String(error),
    );
    await till.query('reset lock_timeout');
    till.release();
    await editor.query('commit');
    editor.release();
    return posted;
  }

  test('whoever posts to it is not held up', async () => {
    expect(await postDuring('save_store', 'BUSY')).toBe('posted');
  });

  test('they would be by a lock for update (negative control)', async () => {
    await copyOf('save_store', 'save_locking', 'for no key update', 'for update');
    expect(await postDuring('save_locking', 'HELD-UP')).toContain('lock timeout');
  });
});
