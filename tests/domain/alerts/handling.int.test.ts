import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { getAlert, handleAlerts, listAlerts, summarizeAlerts } from '#domain/alerts/alert.actions.ts';
import { HandleAlerts, ListAlerts } from '#domain/alerts/alert.ts';
import { getPreference, savePreference } from '#domain/alerts/preference.actions.ts';
import { AlertPreferenceEdit } from '#domain/alerts/preference.ts';
import { listAlertRules, saveAlertRule } from '#domain/alerts/rule.actions.ts';
import { AlertRuleEdit } from '#domain/alerts/rule.ts';
import type { Caller } from '#domain/users/user.ts';
import { openStore } from '#tests/setup/ledger.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

let world: AlertWorld;
const manager: Caller = { userId: 'mia', grants: [{ role: 'manager', storeId: null }] };
const buyer: Caller = { userId: 'ben', grants: [{ role: 'buyer', storeId: null }] };
beforeAll(async () => {
  world = await openAlertWorld();
  await world.database.sql.query("insert into person (user_id, name) values ('mia', 'Mia')");
});
afterAll(() => world.database.close());
beforeEach(async () => {
  world.at('2026-06-15T12:00:00Z');
  await world.database.sql.query('update alert_episode set resolved_at = opened_at where resolved_at is null');
});

/** A new product that is low, with its alert's id. */
async function low(): Promise<{ product: string; id: string }> {
  const product = await world.product(10);
  await world.stock(product, 4);
  await world.look(product);
  const { items } = await listAlerts(world.platform, manager, ListAlerts.parse({ product }));
  return { product, id: items[0]?.id ?? '' };
}
const handle = (asked: object) => handleAlerts(world.platform, manager, HandleAlerts.parse(asked));
const stateOf = async (id: string) => (await getAlert(world.platform, manager, { episodeId: id })).state;

test('an acknowledged alert stays quiet until it is over', async () => {
  const { product, id } = await low();
  expect(await handle({ action: 'acknowledge', ids: [id] })).toEqual({ handled: 1, skipped: 0 });
  expect(await handle({ action: 'acknowledge', ids: [id] })).toEqual({ handled: 1, skipped: 0 });
  await world.stock(product, 2);
  await world.look(product);
  expect(await stateOf(id)).toBe('acknowledged');
  await world.stock(product, 40);
  await world.look(product);
  const alert = await getAlert(world.platform, manager, { episodeId: id });
  expect(alert).toMatchObject({ state: 'resolved', acknowledgedByName: 'Mia' });
  expect(alert.history.map(({ step, byName }) => `${step} ${byName}`)).toEqual([
    'opened null',
    'acknowledged Mia',
    'resolved null',
  ]);
});

test('a snoozed alert comes back at the begin of the day, if it is still so', async () => {
  const [still, better] = [await low(), await low()];
  await handle({ action: 'snooze', ids: [still.id, better.id], until: '2026-06-20' });
  expect([await stateOf(still.id), await stateOf(better.id)]).toEqual(['snoozed', 'snoozed']);
  await world.stock(better.product, 40);
  await world.look(better.product);
  world.at('2026-06-19T22:59:00Z'); // 23:59 in London
  expect(await stateOf(still.id)).toBe('snoozed');
  world.at('2026-06-19T23:00:00Z');
  expect([await stateOf(still.id), await stateOf(better.id)]).toEqual(['open', 'resolved']);
  const { history } = await getAlert(world.platform, manager, { episodeId: still.id });
  expect(history.map(({ step }) => step)).toEqual(['opened', 'snoozed', 'came_back']);
});

test('an alert can wait for what is on its way, and comes back when that has come and was not enough', async () => {
  const { sql } = world.database;
  const [waiting, other] = [await low(), await low()];
  const partner = await openStore(sql, 'Depot', { kind: 'warehouse' });
  await sql.query(
    `insert into transfer (key, payload, content, from_store_id, to_store_id, status, expected_on, shipped_version, shipped_at)
     values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, $2, 'shipped', '2026-06-18', 1, now())`,
    [partner, world.store],
  );
  await sql.query(
    'insert into transfer_line (transfer_id, product_id, quantity) select max(id), $1::bigint, 6 from transfer',
    [waiting.product],
  );
  // Nothing is on its way of the other.
  expect(await handle({ action: 'snooze', ids: [waiting.id, other.id], untilArrival: true })).toEqual({
    handled: 1,
    skipped: 1,
  });
  const alert = await getAlert(world.platform, manager, { episodeId: waiting.id });
  expect(alert).toMatchObject({ state: 'snoozed', awaitsArrival: true, incoming: '6', arrivesOn: '2026-06-18' });
  await world.look(waiting.product);
  expect(await stateOf(waiting.id)).toBe('snoozed');
  await sql.query('update transfer_line set received = 6');
  await world.stock(waiting.product, 10);
  await world.look(waiting.product);
  expect(await stateOf(waiting.id)).toBe('open');
});

test('what a filter finds is handled at once, but not what came after the caller looked', async () => {
  const [one, other] = [await low(), await low()];
  const { open, asOf, kinds } = await summarizeAlerts(world.platform, manager, {});
  expect([open, kinds.find(({ kind }) => kind === 'low')?.open]).toEqual([2, 2]);
  world.at('2026-06-15T12:00:01Z');
  const late = await low();
  const asked = { action: 'acknowledge', filter: { kind: 'low', openedBefore: asOf } };
  expect(await handle(asked)).toEqual({ handled: 2, skipped: 0 });
  expect(await handle(asked)).toEqual({ handled: 0, skipped: 0 });
  expect([await stateOf(one.id), await stateOf(other.id), await stateOf(late.id)]).toEqual([
    'acknowledged',
    'acknowledged',
    'open',
  ]);
  await handle({ action: 'reopen', ids: [one.id] });
  expect(await stateOf(one.id)).toBe('open');
});

test('a list goes through every alert once, the costliest first, page by page', async () => {
  const all = [];
  for (const daily of [1, 3, 2, 3]) {
    const product = await world.product(10);
    await world.sells(product, daily);
    await world.stock(product, 4);
    await world.look(product);
    all.push(product);
  }
  const seen: number[] = [];
  const ids = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const page = await listAlerts(world.platform, manager, ListAlerts.parse({ limit: '2', cursor }));
    for (const alert of page.items) {
      seen.push(alert.moneyMinor);
      ids.add(alert.id);
    }
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  // A day's margin of 450, 300 and 150, of which 6 of the 10 that should be left are missing.
  expect(seen).toEqual([270, 270, 180, 90]);
  expect(ids.size).toBe(4);
});

test('who is out of something is not told beside it that it is low, until only that is left', async () => {
  const { product, id } = await low();
  const seen = async (state = 'open') => {
    const { items } = await listAlerts(world.platform, manager, ListAlerts.parse({ product, state }));
    return items.map(({ kind }) => kind);
  };
  const badge = async () => (await summarizeAlerts(world.platform, manager, {})).open;
  await world.stock(product, 0);
  await world.look(product);
  expect([await seen(), await badge()]).toEqual([['out'], 1]);
  await world.stock(product, -2);
  await world.look(product);
  expect([await seen(), await badge()]).toEqual([['negative'], 1]);
  // Each keeps its own episode, which its address still finds; but what is chosen by a filter is what is shown.
  expect(await stateOf(id)).toBe('open');
  expect(await handle({ action: 'acknowledge', filter: { openedBefore: '2026-06-16T00:00:00Z' } })).toEqual({
    handled: 1,
    skipped: 0,
  });
  // Somebody knows that it is below zero: that it is low is no news to them.
  expect([await seen(), await seen('acknowledged'), await badge()]).toEqual([[], ['negative'], 0]);
  await world.stock(product, 3);
  await world.look(product);
  expect([await seen(), await badge()]).toEqual([['low'], 1]);
  expect((await seen('resolved')).toSorted()).toEqual(['negative', 'out']);
});

test('an open alert tells what sells now and the reorder point of now, one that is over those of its time', async () => {
  const { product, id } = await low();
  const facts = async () => (await getAlert(world.platform, manager, { episodeId: id })).facts;
  expect(await facts()).toMatchObject({ reorderPoint: '10', dailyUnits: null });
  await world.sells(product, 3);
  await world.database.sql.query('update product set reorder_point = 14 where id = $1', [product]);
  expect(await facts()).toMatchObject({ reorderPoint: '14', dailyUnits: '3' });
  await world.stock(product, 40);
  await world.look(product);
  expect(await facts()).toMatchObject({ reorderPoint: '10', dailyUnits: null });
});

test('nobody sees or handles the alerts of a store that is not theirs', async () => {
  const { id } = await low();
  const elsewhere: Caller = { userId: 'eve', grants: [{ role: 'clerk', storeId: '999' }] };
  await expect(getAlert(world.platform, elsewhere, { episodeId: id })).rejects.toMatchObject({ code: 'alert.unknown' });
  const asked = HandleAlerts.parse({ action: 'acknowledge', ids: [id] });
  await expect(handleAlerts(world.platform, elsewhere, asked)).rejects.toMatchObject({ code: 'alert.unknown' });
  expect(await stateOf(id)).toBe('open');
});

test('a store has the rules of the chain until it has its own; an edit of an old version is refused', async () => {
  const settings = { isOn: true, threshold: null, hysteresis: 50, urgent: 'always' };
  const edit = (version: number, more: object = {}) =>
    saveAlertRule(
      world.platform,
      buyer,
      AlertRuleEdit.parse({ kind: 'low', storeId: world.store, version, settings, ...more }),
    );
  const first = await edit(0);
  expect(first.rule).toMatchObject({ hysteresis: 50, version: 1, changedBy: 'ben' });
  expect(await edit(0)).toEqual(first); // the same again
  const { id, product } = await low();
  expect((await getAlert(world.platform, manager, { episodeId: id })).isUrgent).toBe(true);
  await world.stock(product, 15);
  await world.look(product);
  expect(await stateOf(id)).toBe('open'); // 10 + 50 %
  await expect(edit(0, { settings: { ...settings, hysteresis: 5 } })).rejects.toMatchObject({ code: 'rule.stale' });
  expect(await edit(1, { settings: null })).toEqual({ rule: null });
  const { items } = await listAlertRules(world.platform, manager, { store: world.store });
  expect(items.filter(({ kind }) => kind === 'low')).toMatchObject([{ storeId: null, hysteresis: 10 }]);
});

test('settings that make no sense for a kind are refused', () => {
  const parse = (settings: object, kind = 'low') =>
    AlertRuleEdit.safeParse({
      kind,
      storeId: null,
      version: 1,
      settings: { isOn: true, urgent: 'never', ...settings },
    });
  expect(parse({ threshold: 5, hysteresis: 10 }).success).toBe(false);
  expect(parse({ threshold: null, hysteresis: 101 }).success).toBe(false);
  expect(parse({ threshold: null, hysteresis: 10 }).success).toBe(true);
  expect(parse({ threshold: 0, hysteresis: null }, 'out').success).toBe(false);
});

test('managers and buyers are told at seven by the clock of their store, until they choose otherwise', async () => {
  const { sql } = world.database;
  const tokyo = await openStore(sql, 'Tokyo', { time_zone: 'Asia/Tokyo', currency: 'JPY' });
  await sql.query("insert into user_role_grant values ('ren', 'manager', $1), ('vic', 'viewer', $1)", [tokyo]);
  const ren: Caller = { userId: 'ren', grants: [{ role: 'manager', storeId: tokyo }] };
  const vic: Caller = { userId: 'vic', grants: [{ role: 'viewer', storeId: tokyo }] };
  expect(await getPreference(world.platform, ren)).toMatchObject({
    isOn: true,
    hour: 7,
    timeZone: 'Asia/Tokyo',
    version: 0,
  });
  expect(await getPreference(world.platform, vic)).toMatchObject({ isOn: false, urgent: false, hoursUntilItCounts: 0 });
  vi.stubEnv('HOURS_UNTIL_PLAN', '24');
  expect(await getPreference(world.platform, vic)).toMatchObject({ hoursUntilItCounts: 24 });
  vi.unstubAllEnvs();
  const wish = AlertPreferenceEdit.parse({
    isOn: true,
    hour: 9,
    timeZone: 'Asia/Tokyo',
    weekdays: [5, 1],
    stores: [tokyo],
    kinds: ['out'],
    urgent: false,
    version: 0,
  });
  const saved = await savePreference(world.platform, ren, wish);
  expect(saved).toMatchObject({ hour: 9, weekdays: [1, 5], stores: [tokyo], kinds: ['out'], version: 1 });
  expect(await savePreference(world.platform, ren, wish)).toEqual(saved);
  await expect(savePreference(world.platform, ren, { ...wish, hour: 8 })).rejects.toMatchObject({
    code: 'preference.stale',
  });
  await expect(savePreference(world.platform, ren, { ...wish, stores: [world.store] })).rejects.toMatchObject({
    code: 'store.unknown',
  });
});
