import { afterAll, beforeAll, expect, test } from 'vitest';
import { minorDigits } from '#domain/currency.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('the browser counts the minor units of every currency as the database does', async () => {
  const currencies = Intl.supportedValuesOf('currency');
  const { rows } = await database.sql.query<{ currency: string; units: string }>(
    'select c as currency, minor_units(c)::text as units from unnest($1::text[]) c',
    [currencies],
  );
  expect(rows).toHaveLength(currencies.length);
  for (const { currency, units } of rows)
    expect([currency, 10 ** minorDigits(currency)]).toEqual([currency, Number(units)]);
  expect([minorDigits('GBP'), minorDigits('JPY'), minorDigits('BHD'), minorDigits('HUF')]).toEqual([2, 0, 3, 2]);
});
