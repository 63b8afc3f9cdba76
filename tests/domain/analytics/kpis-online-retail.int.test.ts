import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '#tests/setup/ledger.ts';
import { ask, breakdowns, type Chain, expectRight, load, openChain } from './figures-check.ts';
import { readRaw } from './plain-figures.ts';

describe("a real shop's export, sold before anything was received", () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await openChain('2010-12-09T12:00:00Z');
    await openStore(chain.api.database.sql, 'gifts', { unknown_sku: 'create', date_order: 'mdy' });
    const file = await readFile(new URL('../../fixtures/online-retail/online-retail-sample.csv', import.meta.url));
    const done = await load(chain, 'uploads/sales/gifts/december.csv', file);
    expect(done.status).toBe('done');
    await chain.api.database.sql.query('select fold_facts(500)');
  });
  afterAll(() => chain.api.close());

  test('its figures are what plain code makes of it, and those that would mislead are left out', async () => {
    const raw = await readRaw(chain.api.database.sql);
    const stores = raw.stores.map(({ id }) => id);
    const today = '2010-12-09';
    const period = { from: '2010-12-01', to: today };
    for (const by of breakdowns) {
      const page = await ask(chain, { by, ...period, compare: 'lastYear' });
      expectRight(page, raw, { by, stores, ...period, today, now: chain.now }, 'none');
      const { grossMargin, sellThrough, gmroi, inventoryAccuracy } = page.total.figures;
      for (const figure of [grossMargin, sellThrough, gmroi, inventoryAccuracy])
        expect(figure).toMatchObject({ value: null, reason: expect.any(String) as string });
    }
  });

  test('days ahead and days before the first data have no figures, and say why', async () => {
    const ahead = await ask(chain, { by: 'store', from: '2010-12-10', to: '2010-12-31' });
    expect(ahead.items).toEqual([]);
    expect(ahead.total.figures.netSales).toEqual({ value: null, reason: 'These days lie ahead' });
    const early = await ask(chain, { by: 'product', from: '2010-11-01', to: '2010-11-30' });
    expect(early.total.figures.netSales).toEqual({ value: null, reason: 'Data begins on 1 December 2010' });
    const partly = await ask(chain, { by: 'total', from: '2010-11-30', to: '2010-12-31' });
    expect(partly.total.figures.netSales?.reason).toBe('Data begins on 1 December 2010');
  });
});
