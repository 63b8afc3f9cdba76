import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Closure, ExpectedFeed, overlapping, Weekday, weekdays, WeeklyHours } from '#domain/stores/hours.ts';
import { isCurrency, isTimeZone, NewStore } from '#domain/stores/store.ts';

const closed = Object.fromEntries(weekdays.map((day) => [day, []])) as unknown as WeeklyHours;
const open = (opens: string, closes: string) => ({ opens, closes });

const time = fc
  .integer({ min: 0, max: 95 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  );
const day = fc.array(fc.record({ opens: time, closes: time }), { maxLength: 2 });
const week: fc.Arbitrary<WeeklyHours> = fc.record(Object.fromEntries(weekdays.map((name) => [name, day])) as never);

/** How many of the week's quarters are covered more than once, counted one by one. */
function doubled(hours: WeeklyHours): number {
  const covered = Array.from({ length: 7 * 96 }, () => 0);
  const quarter = (text: string) => Number(text.slice(0, 2)) * 4 + Number(text.slice(3)) / 15;
  for (const [nth, name] of weekdays.entries())
    for (const { opens, closes } of hours[name]) {
      let at = quarter(opens);
      do {
        const place = (nth * 96 + at) % covered.length;
        covered[place] = (covered[place] ?? 0) + 1;
        at += 1;
      } while (at % 96 !== quarter(closes) % 96);
    }
  return covered.filter((times) => times > 1).length;
}

test('a week is taken just when no quarter of an hour in it is opened twice', () => {
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(week, (hours) => {
      const result = WeeklyHours.safeParse(hours);
      if (result.success) taken += 1;
      else refused += 1;
      expect(result.success).toBe(doubled(hours) === 0);
    }),
    { numRuns: 2_000 },
  );
  // Weeks of both kinds were tried.
  expect(Math.min(taken, refused)).toBeGreaterThan(50);
});

test('hours may run into the next day, from Sunday into Monday too, and may touch', () => {
  expect(overlapping({ ...closed, saturday: [open('18:00', '02:00')], sunday: [open('02:00', '10:00')] })).toEqual([]);
  expect(overlapping({ ...closed, saturday: [open('18:00', '02:00')], sunday: [open('01:45', '10:00')] })).toEqual([
    'sunday',
  ]);
  expect(overlapping({ ...closed, sunday: [open('20:00', '03:00')], monday: [open('02:00', '10:00')] })).toEqual([
    'monday',
  ]);
  const always = Object.fromEntries(weekdays.map((name) => [name, [open('00:00', '00:00')]])) as never;
  expect(overlapping(always)).toEqual([]);
});

test('a week names the day at fault, and knows no day but seven', () => {
  const faulty = WeeklyHours.safeParse({ ...closed, friday: [open('09:00', '13:00'), open('12:00', '18:00')] });
  expect(faulty.error?.issues).toMatchObject([{ path: ['friday'], message: 'has hours that overlap with others' }]);
  expect(WeeklyHours.safeParse({ ...closed, someday: [] }).success).toBe(false);
  for (const wrong of ['9:00', '24:00', '12:60', '12:00:00'])
    expect(WeeklyHours.safeParse({ ...closed, monday: [open(wrong, '18:00')] }).success, wrong).toBe(false);
  expect(Weekday.options).toHaveLength(7);
});

test('a closure ends on a real day that is not before its first', () => {
  const reason = 'Christmas';
  expect(Closure.safeParse({ from: '2026-12-25', to: '2026-12-25', reason }).success).toBe(true);
  expect(Closure.safeParse({ from: '', to: '2026-12-25', reason }).error?.issues[0]?.message).toBe('choose a day');
  expect(Closure.safeParse({ from: '2026-12-26', to: '2026-12-25', reason }).error?.issues[0]?.path).toEqual(['to']);
  expect(Closure.safeParse({ from: '2026-02-29', to: '2026-03-01', reason }).success).toBe(false);
});

test('an expected file names each weekday at most once', () => {
  const feed = { kind: 'sales', by: '22:00' };
  expect(ExpectedFeed.safeParse({ ...feed, weekdays: ['monday', 'friday'] }).success).toBe(true);
  expect(ExpectedFeed.safeParse({ ...feed, weekdays: ['monday', 'monday'] }).success).toBe(false);
  expect(ExpectedFeed.safeParse({ ...feed, weekdays: [] }).success).toBe(false);
});

test('a time zone is a name with its own history: no offset, which PostgreSQL would read the other way round', () => {
  for (const zone of ['Europe/London', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'UTC'])
    expect(isTimeZone(zone), zone).toBe(true);
  for (const zone of ['+01:00', '-05', 'Mars/Olympus', '', 'Europe/Lundon', "'; drop table store"])
    expect(isTimeZone(zone), zone).toBe(false);
  expect([isCurrency('GBP'), isCurrency('JPY'), isCurrency('ABC'), isCurrency('gbp')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a store needs a code, a name, a zone and a currency; the rest has a default', () => {
  expect(NewStore.parse({ code: ' LEEDS ', name: 'Leeds', timeZone: 'Europe/London', currency: 'GBP' })).toEqual({
    code: 'LEEDS',
    name: 'Leeds',
    kind: 'shop',
    timeZone: 'Europe/London',
    dayCutoff: '00:00',
    currency: 'GBP',
    hours: null,
    closures: [],
    expectedFeeds: [],
    overselling: 'refuse',
    unknownSku: 'reject',
    dateOrder: 'ymd',
  });
});
