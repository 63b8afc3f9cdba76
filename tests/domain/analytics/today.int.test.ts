import { afterAll, beforeAll, expect, test } from 'vitest';
import { readToday } from '#domain/analytics/sales-dashboard.sql.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { sell } from '#tests/setup/facts.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await addProducts(database.sql, ['TEA']);
});
afterAll(() => database.close());

const weekMs = 7 * 86_400_000;
const halfHourMs = 1_800_000;

// Hours that are over are told by their sums, an hour under way by its sales: here against the sales alone.
test.each([
  ['Europe/Paris', '00:00', '2026-10-25'], // 25 hours
  ['Europe/Paris', '04:30', '2026-10-24'], // an hour twice in its night, and a cut-off within an hour
  ['Europe/Paris', '03:00', '2026-03-29'], // 23 hours
  ['Australia/Lord_Howe', '00:00', '2026-04-05'], // 24.5 hours
  ['Asia/Kolkata', '02:15', '2026-06-10'],
])('today and last week are what was sold up to this minute, in %s with a cut-off at %s', async (zone, cutoff, day) => {
  const store = await openStore(database.sql, `T${zone}${cutoff}`, { time_zone: zone, day_cutoff: cutoff });
  const noon = Date.parse(`${day}T12:00:00Z`);
  for (const week of [0, 1])
    for (let half = -48; half < 48; half += 1) {
      const at = new Date(noon - week * weekMs + half * halfHourMs + 60_000).toISOString();
      await sell(database.app, store, `${week} ${half}`, [{ sku: 'TEA', quantity: 1, price: 1, at }]);
    }
  await database.sql.query('select fold_facts(100)');

  for (let quarter = -72; quarter < 72; quarter += 5) {
    const now = new Date(noon + (quarter * halfHourMs) / 2).toISOString();
    const { rows } = await database.sql.query<{ today: string; before: string }>(
      `select coalesce(sum(l.net_minor) filter (where s.business_date = d.today and s.occurred_at <= $2), 0)::text as today,
         coalesce(sum(l.net_minor) filter (where s.business_date = d.today - 7
           and s.occurred_at <= $2::timestamptz - interval '7 days'), 0)::text as before
       from (select business_day($2::timestamptz, time_zone, day_cutoff) as today from store where id = $1) d
       join sale s on s.store_id = $1 join sale_line l on l.sale_id = s.id`,
      [store, now],
    );
    const { netMinor, lastWeekMinor } = await readToday(database.db, { stores: `{${store}}`, now });
    expect({ now, today: String(netMinor), before: String(lastWeekMinor) }).toEqual({ now, ...rows[0] });
  }
});
