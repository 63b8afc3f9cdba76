import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { expireReservations } from '#domain/sales/expiry.actions.ts';
import { confirmReservation, releaseReservation, reserve } from '#domain/sales/reservation.actions.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let made = 0;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

type Basket = [number, number];
type Step =
  | { do: 'reserve'; basket: Basket; minutes: number }
  | { do: 'confirm' | 'release'; nth: number }
  | { do: 'sell'; basket: Basket }
  | { do: 'sold'; basket: Basket }
  | { do: 'wait'; minutes: number }
  | { do: 'sweep' };

/** How much of each of two products; at least one of something. */
const basket: fc.Arbitrary<Basket> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
  .filter(([one, other]) => one + other > 0);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('reserve' as const), basket, minutes: fc.constantFrom(1, 5, 30) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('confirm' as const, 'release' as const), nth: fc.nat({ max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sell' as const), basket }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sold' as const), basket }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(2, 10) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
);

type Held = { basket: Basket; until: number; state: 'open' | 'confirmed' | 'released' | 'expired' };

/** What the rules say, in a few lines: quantities as numbers, time in minutes. */
class Model {
  onHand: Basket = [8, 8];
  holds: Held[] = [];
  minute = 0;
  refuses: boolean;
  constructor(refuses: boolean) {
    this.refuses = refuses;
  }
  reserved(): Basket {
    const open = this.holds.filter(({ state }) => state === 'open');
    return [0, 1].map((n) => open.reduce((sum, held) => sum + (held.basket[n] ?? 0), 0)) as Basket;
  }
  expire(): boolean {
    const due = this.holds.filter(({ state, until }) => state === 'open' && until <= this.minute);
    for (const held of due) held.state = 'expired';
    return due.length > 0;
  }
  /** Whether there is so much available; what has expired is freed before anybody is refused. */
  has(wanted: Basket): boolean {
    const enough = () => {
      const reserved = this.reserved();
      return wanted.every((units, n) => units === 0 || (this.onHand[n] ?? 0) - (reserved[n] ?? 0) >= units);
    };
    return !this.refuses || enough() || (this.expire() && enough());
  }
  take(basket: Basket): void {
    this.onHand = this.onHand.map((units, n) => units - (basket[n] ?? 0)) as Basket;
  }
  run(step: Step): string {
    switch (step.do) {
      case 'wait':
        this.minute += step.minutes;
        return 'done';
      case 'sweep':
        this.expire();
        return 'done';
      case 'reserve':
        if (!this.has(step.basket)) return 'stock.insufficient';
        this.holds.push({ basket: step.basket, until: this.minute + step.minutes, state: 'open' });
        return 'done';
      case 'sold':
        this.take(step.basket);
        return 'done';
      case 'sell':
        if (!this.has(step.basket)) return 'stock.insufficient';
        this.take(step.basket);
        return 'done';
      case 'release': {
        const held = this.holds[step.nth];
        if (held === undefined) return 'reservation.unknown';
        if (held.state === 'confirmed') return 'reservation.confirmed';
        if (held.state === 'open') held.state = 'released';
        return 'done';
      }
      case 'confirm': {
        const held = this.holds[step.nth];
        if (held === undefined) return 'reservation.unknown';
        if (held.state === 'released') return 'reservation.released';
        if (held.state === 'confirmed') return 'done';
        if (held.state === 'expired' && !this.has(held.basket)) return 'reservation.expired';
        const isThere = held.basket.every((units, n) => units === 0 || (this.onHand[n] ?? 0) >= units);
        if (held.state === 'open' && this.refuses && !isThere) return 'stock.insufficient';
        held.state = 'confirmed';
        this.take(held.basket);
        return 'done';
      }
    }
  }
}

/** A store with eight of each of two products, and what does a step there; a refusal is answered by its code. */
async function openShop(refuses: boolean) {
  const tag = (made += 1);
  const store = await openStore(database.sql, `M${tag}`, { overselling: refuses ? 'refuse' : 'allow' });
  const skus = [`M${tag}-A`, `M${tag}-B`];
  const ids = await addProducts(database.sql, skus);
  await post(
    database.sql,
    ids.map((id, n) => ({
      key: `${tag} ${n}`,
      store_id: store,
      product_id: id,
      type: 'receipt',
      quantity: 8,
      occurred_at: '2026-06-01T08:00:00Z',
    })),
  );
  const began = Date.now();
  let minute = 0;
  const platform = testPlatform(database.db, {
    clock: { ...systemClock, now: () => new Date(began + minute * 60_000) },
  });
  const reservations: string[] = [];
  let calls = 0;
  const lines = (basket: Basket) =>
    skus.flatMap((sku, n) => (basket[n] === 0 ? [] : [{ sku, quantity: String(basket[n]) }]));

  async function act(step: Step, reverse: boolean): Promise<void> {
    const key = `${tag} ${(calls += 1)}`;
    const inOrder = (basket: Basket) => (reverse ? lines(basket).toReversed() : lines(basket));
    if (step.do === 'wait') minute += step.minutes;
    else if (step.do === 'sweep') await expireReservations(platform, store);
    else if (step.do === 'reserve') {
      const wanted = { storeId: store, lines: inOrder(step.basket), minutes: step.minutes };
      reservations.push((await reserve(platform, admin, wanted, key)).reservationId);
    } else if (step.do === 'sell') {
      await recordSale(platform, admin, { storeId: store, lines: inOrder(step.basket) }, key);
    } else if (step.do === 'sold') {
      await recordSale(
        platform,
        admin,
        { storeId: store, soldAt: new Date(began).toISOString(), lines: inOrder(step.basket) },
        key,
      );
    } else {
      const reservationId = reservations[step.nth] ?? '999999999';
      if (step.do === 'confirm') await confirmReservation(platform, admin, { reservationId, lines: [] });
      else await releaseReservation(platform, admin, { reservationId });
    }
  }
  return {
    do: (step: Step, reverse = false) =>
      act(step, reverse).then(
        () => 'done',
        (error: unknown) => {
          if (error instanceof DomainError) return error.code;
          throw error;
        },
      ),
    async levels() {
      const { rows } = await database.sql.query<{ onHand: number; reserved: number; held: number }>(
        `select l.on_hand::float as "onHand", l.reserved::float, coalesce((
           select sum(n.held) from reservation_line n join reservation r on r.id = n.reservation_id
           where r.store_id = l.store_id and n.product_id = l.product_id and r.state = 'open'), 0)::float as held
         from stock_level l where l.store_id = $1 order by l.product_id`,
        [store],
      );
      return rows;
    },
  };
}

test('any steps one after another come to what the rules say', { timeout: 180_000 }, async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }),
      fc.boolean(),
      async (steps, refuses) => {
        const [shop, model] = [await openShop(refuses), new Model(refuses)];
        for (const [nth, one] of steps.entries()) {
          const said = await shop.do(one);
          expect(said, `step ${nth + 1}`).toBe(model.run(one));
          if (said === 'stock.insufficient') refused += 1;
          expect(await shop.levels()).toEqual(
            [0, 1].map((n) => ({ onHand: model.onHand[n], reserved: model.reserved()[n], held: model.reserved()[n] })),
          );
          const hasOversold = steps.slice(0, nth + 1).some((step) => step.do === 'sold');
          if (refuses && !hasOversold)
            for (const { onHand, reserved } of await shop.levels()) expect(onHand - reserved).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(refused).toBeGreaterThan(50);
});

test(
  'any steps all at once deadlock nowhere, oversell nothing, and leave reserved what is held',
  { timeout: 180_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          step.filter((one) => one.do !== 'sold'),
          { minLength: 20, maxLength: 60, size: 'max' },
        ),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        async (steps, reversed) => {
          const shop = await openShop(true);
          await Promise.all(steps.map((one, nth) => shop.do(one, reversed[nth])));
          for (const { onHand, reserved, held } of await shop.levels()) {
            expect(reserved).toBe(held);
            expect(onHand - reserved).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 25 },
    );
  },
);
