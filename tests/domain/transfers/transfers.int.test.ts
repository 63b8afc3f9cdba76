import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelTransfer, closeTransfer, receiveTransfer, shipTransfer } from '#domain/transfers/move.actions.ts';
import {
  createTransfer,
  draftTransfer,
  editTransfer,
  getTransfer,
  listTransfers,
} from '#domain/transfers/transfer.actions.ts';
import {
  ListTransfers,
  maxTransferLines,
  NewTransfer,
  ReceiveTransfer,
  type TransferDetail,
} from '#domain/transfers/transfer.ts';
import type { Caller } from '#domain/users/user.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, onHand, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let from: string;
let to: string;
let mug: string;
let lamp: string;
let made = 0;
const boss: Caller = { userId: 'boss', grants: [{ role: 'admin', storeId: null }] };
const platform = () => testPlatform(database.db);
const later = '2026-06-02T08:00:00Z';

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  made += 1;
  from = await openStore(database.sql, `FROM-${made}`);
  to = await openStore(database.sql, `TO-${made}`);
  [mug = '', lamp = ''] = await addProducts(database.sql, [`MUG-${made}`, `LAMP-${made}`]);
  await stock(from, mug, 20, 2);
  await stock(from, lamp, 5, 7.5);
});
afterEach(async () => expect(await mismatches(database.sql)).toEqual([]));
afterAll(() => database.close());

const stock = (store: string, product: string, quantity: number, cost: number) =>
  post(database.sql, [
    {
      key: `${store} ${product}`,
      store_id: store,
      product_id: product,
      type: 'receipt',
      quantity,
      unit_cost: cost,
      occurred_at: '2026-06-01T08:00:00Z',
    },
  ]);
const draft = (lines: [string, string][], key = `draft ${made}`, by = boss) =>
  createTransfer(platform(), by, wanted(lines), key);
const wanted = (lines: [string, string][]) =>
  NewTransfer.parse({
    fromStoreId: from,
    toStoreId: to,
    expectedOn: '2026-06-05',
    lines: lines.map(([productId, quantity]) => ({ productId, quantity })),
  });
const ship = ({ id, version }: TransferDetail) =>
  shipTransfer(platform(), boss, { transferId: id, version, shippedAt: later });
const shipped = async (lines: [string, string][]) => ship(await draft(lines));
type Arrived = { productId?: string; sku?: string; barcode?: string; received: string; damaged?: string };
const receive = ({ id, version }: TransferDetail, lines: Arrived[], key: string, by = boss) =>
  receiveTransfer(platform(), by, ReceiveTransfer.parse({ transferId: id, version, receivedAt: later, lines }), key);
const close = ({ id, version }: TransferDetail, missing: 'lost' | 'theft' | 'not_sent', key: string) =>
  closeTransfer(platform(), boss, { transferId: id, version, missing }, key);
const levels = async () => [await onHand(database.sql, from, mug), await onHand(database.sql, to, mug)];
const clerkOf = (...stores: string[]): Caller => ({
  userId: 'clerk',
  grants: stores.map((storeId) => ({ role: 'clerk', storeId })),
});

describe('a transfer', () => {
  test('moves nothing while it is a draft, leaves the sender when shipped and comes in when received', async () => {
    const drafted = await draft([[mug, '12']]);
    expect([drafted.status, drafted.inTransit, await levels()]).toEqual(['draft', '0', [20, undefined]]);
    const gone = await ship(drafted);
    expect([gone.status, gone.inTransit, gone.inTransitMinor, await levels()]).toEqual([
      'shipped',
      '12',
      2400,
      [8, undefined],
    ]);
    const some = await receive(gone, [{ productId: mug, received: '5' }], 'one');
    expect([some.status, some.received, some.inTransit, await levels()]).toEqual(['shipped', '5', '7', [8, 5]]);
    const all = await receive(some, [{ sku: `mug-${made}`, received: '7' }], 'two');
    expect([all.status, all.received, all.inTransit, await levels()]).toEqual(['received', '12', '0', [8, 12]]);
    expect(all.endedAt).toBe('2026-06-02T08:00:00.000Z');
  });

  test('tells what happened to it, by whom: drafted, changed, shipped, received and closed', async () => {
    const { id: transferId, version } = await draft([[mug, '6']], `told ${made}`);
    const edit = { ...wanted([[mug, '8']]), transferId, version };
    const sent = await ship(await editTransfer(platform(), { ...boss, userId: 'buyer' }, edit));
    const some = await receive(sent, [{ productId: mug, received: '5' }], `some ${made}`);
    const { history } = await close(some, 'lost', `rest ${made}`);
    expect(history.map(({ what, by }) => `${what} by ${by}`)).toEqual([
      'created by boss',
      'edited by buyer',
      'shipped by boss',
      'received by boss',
      'lost by boss',
    ]);
    const off = await draft([[mug, '1']], `off ${made}`);
    const cancelled = await cancelTransfer(platform(), boss, { transferId: off.id, version: off.version });
    expect(cancelled.history.map(({ what }) => what)).toEqual(['created', 'cancelled']);
  });

  test('brings its cost along: the average of the receiver is that of what it had and what came', async () => {
    await stock(to, mug, 10, 4);
    const gone = await shipped([[mug, '10']]);
    await receive(gone, [{ productId: mug, received: '10' }], 'cost');
    const { rows } = await database.sql.query(
      `select trim_scale(avg_cost)::text as cost, value_minor from stock_level where store_id = $1 and product_id = $2`,
      [to, mug],
    );
    expect(rows).toEqual([{ cost: '3', value_minor: '6000' }]);
  });

  test('takes damaged units in and writes them off, and neither changes the average cost', async () => {
    const gone = await shipped([[mug, '10']]);
    await stock(to, mug, 10, 4);
    const done = await receive(gone, [{ productId: mug, received: '0', damaged: '10' }], 'wet');
    expect([done.status, done.damaged, done.received]).toEqual(['received', '10', '0']);
    const { rows } = await database.sql.query(
      `select type, reason, trim_scale(quantity)::float8 as quantity, value_minor::int as value from stock_movement
       where store_id = $1 and product_id = $2 and source_type = 'transfer' order by id`,
      [to, mug],
    );
    expect(rows).toEqual([
      { type: 'transfer_in', reason: 'damaged', quantity: 10, value: 2000 },
      { type: 'adjustment', reason: 'damaged', quantity: -10, value: -2000 },
    ]);
    const { rows: level } = await database.sql.query(
      'select trim_scale(avg_cost)::text as cost, value_minor from stock_level where store_id = $1 and product_id = $2',
      [to, mug],
    );
    expect(level).toEqual([{ cost: '4', value_minor: '4000' }]);
  });

  test('that came short is closed with a reason: written off by the receiver, or put back into the sending store', async () => {
    const lost = await receive(await shipped([[mug, '6']]), [{ productId: mug, received: '4' }], 'short');
    const closed = await close(lost, 'theft', 'gone');
    expect([closed.status, closed.lost, await levels()]).toEqual(['received', '2', [14, 4]]);
    const { rows } = await database.sql.query(
      `select reason, sum(quantity)::float8 as quantity from stock_movement
       where store_id = $1 and type = 'adjustment' group by 1`,
      [to],
    );
    expect(rows).toEqual([{ reason: 'theft', quantity: -2 }]);

    const other = await ship(await draft([[mug, '6']], 'second'));
    const back = await close(other, 'not_sent', 'never packed');
    expect([back.status, back.notSent, await levels()]).toEqual(['received', '6', [14, 4]]);
  });

  test('is refused by the store that has not so much, as a whole, even where the store may oversell', async () => {
    await database.sql.query("update store set overselling = 'allow' where id = $1", [from]);
    const drafted = await draft([
      [mug, '1'],
      [lamp, '6'],
    ]);
    await expect(ship(drafted)).rejects.toMatchObject({
      code: 'stock.insufficient',
      message: `there is not enough of LAMP-${made}: 6 wanted, 5 available in FROM-${made}`,
    });
    expect(await levels()).toEqual([20, undefined]);
  });

  test('does not take what is kept for a buyer', async () => {
    await database.sql.query(`select reserve($1, $2, gen_random_uuid(), $3, now() + interval '1 hour', null, 'test')`, [
      from,
      `held ${made}`,
      JSON.stringify([{ sku: `MUG-${made}`, quantity: '15' }]),
    ]);
    await expect(shipped([[mug, '6']])).rejects.toMatchObject({ code: 'stock.insufficient' });
    expect((await ship(await draft([[mug, '5']], 'less'))).status).toBe('shipped');
  });

  test('between two currencies is refused in words, and so is one to the store itself', async () => {
    const euros = await openStore(database.sql, `EUR-${made}`, { currency: 'EUR' });
    const lines = [{ productId: mug, quantity: '1' }];
    const asked = (toStoreId: string) =>
      createTransfer(platform(), boss, { fromStoreId: from, toStoreId, lines }, `odd ${toStoreId}`);
    await expect(asked(euros)).rejects.toMatchObject({
      code: 'transfer.invalid',
      message: expect.stringContaining(`FROM-${made} trades in GBP and EUR-${made} in EUR`),
    });
    await expect(asked(from)).rejects.toMatchObject({ code: 'transfer.invalid' });
  });

  test('says which line names nothing, a product without stock, or one that is named twice', async () => {
    await database.sql.query("insert into product (sku, name, is_stocked) values ($1, 'Postage', false)", [
      `POST-${made}`,
    ]);
    const lines = (...names: Record<string, string>[]) =>
      createTransfer(
        platform(),
        boss,
        { fromStoreId: from, toStoreId: to, lines: names.map((name) => ({ ...name, quantity: '1' })) },
        `fault ${names.length} ${made} ${JSON.stringify(names)}`,
      );
    await expect(lines({ productId: mug }, { barcode: '999' })).rejects.toThrow(
      'lines: line 2: there is no product "999"',
    );
    await expect(lines({ sku: `POST-${made}` })).rejects.toThrow(`line 1: POST-${made} has no stock`);
    await expect(lines({ productId: mug }, { sku: `mug-${made}` })).rejects.toThrow('is on another line already');
  });
});

test('a transfer with more lines than can be read at once is refused, whoever drafts it', async () => {
  const lines = Array.from({ length: maxTransferLines + 1 }, () => ({ productId: mug, quantity: '1' }));
  const wanted = { fromStoreId: from, toStoreId: to, lines };
  await expect(draftTransfer(platform(), 'plan', wanted, 'long')).rejects.toThrow('a transfer takes 500 at most');
});

describe('what is sent again happens once:', () => {
  test('a draft, also after it was changed', async () => {
    const first = await draft([[mug, '2']]);
    await editTransfer(platform(), boss, { ...wanted([[lamp, '1']]), transferId: first.id, version: first.version });
    const again = await draft([[mug, '2']]);
    expect([again.id, again.repeated, again.lines.map(({ productId }) => productId)]).toEqual([first.id, true, [lamp]]);
    await expect(draft([[mug, '3']])).rejects.toMatchObject({ code: 'transfer.conflict' });
  });

  test('an edit, and one that was overtaken is refused', async () => {
    const first = await draft([[mug, '2']]);
    const edit = { ...wanted([[mug, '3']]), transferId: first.id, version: 1 };
    const done = await editTransfer(platform(), boss, edit);
    expect([done.version, done.repeated, done.quantity]).toEqual([2, false, '3']);
    expect(await editTransfer(platform(), boss, edit)).toEqual({ ...done, repeated: true });
    await expect(editTransfer(platform(), boss, { ...edit, ...wanted([[mug, '4']]) })).rejects.toMatchObject({
      code: 'transfer.stale',
    });
  });

  test('shipping, receiving, closing and cancelling, twice at once', async () => {
    const twice = async (run: () => Promise<TransferDetail>) => {
      const both = await Promise.all([run(), run()]);
      expect(both.filter(({ repeated }) => repeated)).toHaveLength(1);
      return both[0];
    };
    const drafted = await twice(() => draft([[mug, '9']]));
    const gone = await twice(() => ship(drafted));
    const some = await twice(() => receive(gone, [{ productId: mug, received: '4' }], 'again'));
    await twice(() => close(some, 'lost', 'again, close'));
    expect(await levels()).toEqual([11, 4]);
    const other = await ship(await draft([[mug, '5']], 'other'));
    await twice(() => cancelTransfer(platform(), boss, { transferId: other.id, version: other.version }));
    expect(await levels()).toEqual([11, 4]);
  });

  test('a key that was used for one delivery is refused for another', async () => {
    const gone = await shipped([[mug, '9']]);
    await receive(gone, [{ productId: mug, received: '4' }], `key ${made}`);
    await expect(receive(gone, [{ productId: mug, received: '5' }], `key ${made}`)).rejects.toMatchObject({
      code: 'transfer.conflict',
    });
  });
});

describe('two people who receive at once', () => {
  test('cannot receive twice: the second reads what the first took in', async () => {
    const gone = await shipped([[mug, '10']]);
    const both = await Promise.allSettled(
      ['ann', 'ben'].map((who) => receive(gone, [{ productId: mug, received: '5' }], `${who} ${made}`)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'transfer.stale' } });
    expect(await levels()).toEqual([10, 5]);
  });

  test('would, if each looked first and posted then', async () => {
    const gone = await shipped([[mug, '10']]);
    const naive = async (who: string) => {
      const { inTransit } = await getTransfer(platform(), boss, { transferId: gone.id });
      return async () =>
        post(database.sql, [
          {
            key: `${who} ${made}`,
            store_id: to,
            product_id: mug,
            type: 'transfer_in',
            quantity: inTransit,
            occurred_at: later,
          },
        ]);
    };
    const looked = await Promise.all(['ann', 'ben'].map(naive));
    await Promise.all(looked.map((write) => write()));
    expect(await levels()).toEqual([10, 20]);
  });

  test('cannot receive more than is on the way', async () => {
    const gone = await shipped([[mug, '10']]);
    const some = await receive(gone, [{ productId: mug, received: '8' }], 'most');
    await expect(receive(some, [{ productId: mug, received: '2', damaged: '1' }], 'more')).rejects.toMatchObject({
      code: 'transfer.conflict',
      message: expect.stringContaining(`2 of MUG-${made} are still on the way, not 3`),
    });
    await expect(receive(some, [{ productId: lamp, received: '1' }], 'other')).rejects.toThrow(
      'is not in this transfer',
    );
  });
});

describe('while something is on the way,', () => {
  const set = (table: string, id: string, fields: object) =>
    database.sql.query(
      table === 'store'
        ? "select save_store($1, (select version from store where id = $1), $2, 'test')"
        : "select save_product($1, (select version from product where id = $1), $2, '[]', 'test')",
      [id, JSON.stringify(fields)],
    );

  test('neither of its stores nor its product is archived, and the receiver keeps its currency', async () => {
    const gone = await shipped([[mug, '20']]);
    await expect(set('store', to, { is_archived: true })).rejects.toThrow(`MUG-${made} has 20 on the way`);
    await expect(set('store', to, { currency: 'EUR' })).rejects.toThrow('store.currency_fixed');
    await expect(set('product', mug, { status: 'archived' })).rejects.toThrow(`TO-${made} has 20 on the way`);
    await expect(set('product', mug, { is_stocked: false })).rejects.toThrow('product.has_stock');
    await close(gone, 'lost', `all ${made}`);
    await set('product', mug, { status: 'archived' });
    await set('store', to, { is_archived: true });
  });

  test('and a draft is not sent off once its product has no stock any more', async () => {
    const [sofa = ''] = await addProducts(database.sql, [`SOFA-${made}`]);
    const drafted = await draft([[sofa, '1']]);
    await set('product', sofa, { is_stocked: false });
    await expect(ship(drafted)).rejects.toThrow(`SOFA-${made} has no stock`);
  });
});

describe('transfers in a list', () => {
  test('tell what is on the way, in units and at cost, by store and by state', async () => {
    const gone = await shipped([
      [mug, '4'],
      [lamp, '2'],
    ]);
    await draft([[mug, '1']], 'still here');
    const list = (query: object) => listTransfers(platform(), boss, ListTransfers.parse(query));
    const here = await list({ store: to });
    expect(here.items.map(({ status, inTransit }) => [status, inTransit])).toEqual([
      ['draft', '0'],
      ['shipped', '6'],
    ]);
    expect(here.onTheWay).toEqual([{ currency: 'GBP', transfers: 1, units: '6', valueMinor: 2300 }]);
    expect((await list({ store: from, status: 'shipped' })).items.map(({ id }) => id)).toEqual([gone.id]);
    const page = await list({ store: to, limit: 1 });
    expect(page.items).toHaveLength(1);
    expect((await list({ store: to, limit: 1, cursor: page.nextCursor })).items[0]?.id).toBe(gone.id);
    const { rows } = await database.sql.query(
      `select status, trim_scale(quantity)::float8 as quantity, expected_on::text as due from transfer_open_line
       where to_store_id = $1 order by status, quantity`,
      [to],
    );
    expect(rows).toEqual([
      { status: 'draft', quantity: 1, due: '2026-06-05' },
      { status: 'shipped', quantity: 2, due: '2026-06-05' },
      { status: 'shipped', quantity: 4, due: '2026-06-05' },
    ]);
  });

  test('are seen by both stores and by nobody else', async () => {
    const { id } = await draft([[mug, '1']]);
    const other = await openStore(database.sql, `OTHER-${made}`);
    for (const store of [from, to])
      expect(await getTransfer(platform(), clerkOf(store), { transferId: id })).toBeDefined();
    await expect(getTransfer(platform(), clerkOf(other), { transferId: id })).rejects.toMatchObject({
      code: 'transfer.unknown',
    });
  });
});

test('the sender ships and puts back what it never sent, the receiver receives and writes off', async () => {
  const drafted = await draft([[mug, '9']], `by clerk ${made}`, clerkOf(to));
  const version = { transferId: drafted.id, version: drafted.version };
  await expect(shipTransfer(platform(), clerkOf(to), version)).rejects.toMatchObject({ problem: 'forbidden' });
  const gone = await shipTransfer(platform(), clerkOf(from), { ...version, shippedAt: later });
  const lines = [{ productId: mug, received: '4' }];
  await expect(receive(gone, lines, `no ${made}`, clerkOf(from))).rejects.toMatchObject({ problem: 'forbidden' });
  const some = await receive(gone, lines, `yes ${made}`, clerkOf(to));
  const end = { transferId: some.id, version: some.version };
  await expect(
    closeTransfer(platform(), clerkOf(to), { ...end, missing: 'not_sent' }, `c ${made}`),
  ).rejects.toMatchObject({ problem: 'forbidden' });
  await expect(
    closeTransfer(platform(), clerkOf(from), { ...end, missing: 'lost' }, `c ${made}`),
  ).rejects.toMatchObject({ problem: 'forbidden' });
  await expect(cancelTransfer(platform(), clerkOf(from), end)).rejects.toMatchObject({ code: 'transfer.conflict' });
  const done = await closeTransfer(platform(), clerkOf(to), { ...end, missing: 'lost' }, `c ${made}`);
  expect([done.status, done.lost]).toEqual(['received', '5']);
});
