import { completenessOf } from '#domain/analytics/completeness.actions.ts';
import { completenessWords } from '#domain/analytics/completeness-words.ts';
import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { unknownStore } from '#domain/users/user.actions.ts';
import { usualMemory } from './demand.ts';
import { costOf, type Draft, draftsFor, marginAtRisk, sentenceOf } from './draft.ts';
import { withLimits } from './limits.ts';
import { learnFrom, type Surroundings } from './history.ts';
import { type Plan, planPosition } from './plan.ts';
import { type AboutStore, readAbout, readCategories, readGivers, readLastPaid, readPositions } from './plan.sql.ts';
import type { Position } from './position.ts';
import { finishRun, putLevels, putSuggestions, readHeld, startRun } from './run.sql.ts';
import { type CategorySales, seasonAhead } from './season-of-store.ts';
import { daysBefore } from './uplift.ts';

/** Positions read at once: at most some 800 KB of the 1 MiB that a reply may have. */
const page = 1_000;
/** Every position of a store is looked at once a day. */
const lookEveryDays = 1;
/** Suggestions written at once, of some 1.5 KB each: the half of the 4 MiB that a request may have. */
const suggestionsAtOnce = 1_000;
/** Products of which it is asked at once who else has them: at most three stores for each. */
const askedAtOnce = 1_000;
/** How long to wait for whoever is at the same run, and how often to look. */
const patience = { forMs: 150_000, everyMs: 500 };

export type Planned = { runId: string; outcome: 'planned' | 'done'; positions: number; suggestions: number };

/**
 * Plans a store for the business day of an instant: reorder levels for every position, and suggestions for what is to be
 * ordered. Once a day: what is done already is not done again, and of two at once one waits for the other. What is on
 * order, on the way, or accepted counts as if it were there.
 * @param asked.at the instant
 * @throws DomainError `store.unknown`, `run.busy` (somebody else is at it, for minutes)
 */
export async function planStore(platform: Platform, storeId: string, asked: { at: string }): Promise<Planned> {
  const claim = platform.clock.newId();
  const started = await startedRun(platform, storeId, asked.at, claim);
  const { runId } = started;
  if (started.outcome === 'done') return { runId, outcome: 'done', positions: 0, suggestions: 0 };

  const { db } = platform;
  const about = await readAbout(db, { storeId, at: asked.at });
  if (about === undefined) throw unknownStore();
  const positions: Position[] = [];
  for (let after: string | undefined = '0'; after !== undefined;) {
    const read = await readPositions(db, { storeId, after, today: about.today, limit: page });
    positions.push(...read);
    after = read.length === page ? read.at(-1)?.productId : undefined;
  }
  const around = await surroundingsOf(platform, storeId, about, positions);
  const plans = positions.flatMap((position) => planPosition(position, around(position)) ?? []).filter(isWhole);
  await putLevels(db, { runId, claim, rows: json(plans.map((plan) => levelOf(plan, about))) });

  const drafts = await draftsOf(platform, storeId, about, plans);
  let kept = 0;
  for (const some of inParts(drafts, suggestionsAtOnce)) {
    kept += await putSuggestions(db, { runId, claim, rows: json(some.map((draft) => rowOf(draft, about))) });
  }
  if (kept < drafts.length)
    log.info('Something was ordered while a store was planned; it is looked at again tomorrow', { storeId, kept });

  const stoodOn = await dataOf(platform, storeId, about, asked.at);
  const end = { runId, claim, at: asked.at, positions: positions.length, demandTo: about.demandTo, ...stoodOn };
  const { suggestions } = await finishRun(db, end);
  return { runId, outcome: 'planned', positions: positions.length, suggestions };
}

async function startedRun(platform: Platform, storeId: string, at: string, claim: string) {
  for (let waited = 0; waited <= patience.forMs; waited += patience.everyMs) {
    const started = await startRun(platform.db, { storeId, at, claim });
    if (started === undefined) throw unknownStore();
    if (started.outcome !== 'busy') return started;
    await new Promise((resolve) => setTimeout(resolve, patience.everyMs));
  }
  throw new DomainError('unavailable', 'run.busy', 'Somebody else is planning this store; try again soon');
}

/** What every position of a store shares with those of its category; the same days ahead are worked out once. */
async function surroundingsOf(platform: Platform, storeId: string, about: AboutStore, positions: Position[]) {
  const { today, demandTo, meanCost } = about;
  const last = demandTo ?? daysBefore(today, 1);
  const categories = await readCategories(platform.db, { storeId, today, last });
  const whole: CategorySales = {
    category: '',
    weekdays: [0, 1, 2, 3, 4, 5, 6].map((day) =>
      categories.reduce((sum, { weekdays }) => sum + (weekdays[day] ?? 0), 0),
    ),
    weeks: Array.from({ length: 53 }, (_, week) => categories.reduce((sum, { weeks }) => sum + (weeks[week] ?? 0), 0)),
    months: [],
  };
  const known = new Map(categories.map((category) => [category.category, category]));
  const seasons = new Map<string, ReturnType<typeof seasonAhead>>();
  const seasonOf = (category: string, days: number) => {
    const key = `${Math.round(days)} ${category}`;
    const found = seasons.get(key) ?? seasonAhead(known.get(category) ?? whole, whole, today, days);
    seasons.set(key, found);
    return found;
  };
  const aroundOf = (category: string): Surroundings => ({
    today,
    demandTo,
    meanCost,
    categoryDaily: known.get(category)?.categoryDaily ?? null,
    season: (days) => seasonOf(category, days),
    memory: usualMemory,
    errors: null,
    lookEveryDays,
  });
  const byCategory = new Map(
    [...Map.groupBy(positions, ({ category }) => category)].map(([category, members]) => {
      const around = aroundOf(category);
      return [category, { ...around, ...learnFrom(members, around) }];
    }),
  );
  return ({ category }: Position) => byCategory.get(category) ?? aroundOf(category);
}

/** Who can give is asked first, then what was last paid; then come the limits that hold for all of them together. */
async function draftsOf(platform: Platform, storeId: string, about: AboutStore, plans: Plan[]): Promise<Draft[]> {
  const { db } = platform;
  const needed = plans.filter(({ wanted, position }) => wanted > 0 && position.autoMode !== 'off');
  const warehouses = json([...new Set(needed.flatMap(({ position }) => position.warehouseId ?? []))]);
  const drafts: Draft[] = [];
  const lastPaid = new Map<string, number>();
  for (const some of inParts(needed, askedAtOnce)) {
    const products = json(some.map(({ position }) => position.productId));
    const givers = Map.groupBy(await readGivers(db, { storeId, products, warehouses }), ({ productId }) => productId);
    const held = Map.groupBy(await readHeld(db, { storeId, today: about.today, products }), (one) => one.productId);
    for (const plan of some) {
      const own = (givers.get(plan.position.productId) ?? []).filter(
        ({ isWarehouse, storeId: giver }) => !isWarehouse || giver === plan.position.warehouseId,
      );
      drafts.push(...draftsFor(plan, own, held.get(plan.position.productId)));
    }
    for (const { productId, unitCost } of await readLastPaid(db, { storeId, products }))
      lastPaid.set(productId, unitCost);
  }
  const left = about.budgetMinor === null ? null : about.budgetMinor - about.spentMinor;
  return withLimits(drafts, { lastPaid, minorUnits: about.minorUnits, budgetLeftMinor: left });
}

/** One figure that is none must not end the plan of a whole store: its position is looked at again the next day. */
function isWhole({ position, reorderPoint, orderUpTo, inputs }: Plan): boolean {
  const isKnown = [reorderPoint, orderUpTo, inputs.perDay, inputs.leadDays, inputs.safetyStock].every(Number.isFinite);
  if (!isKnown) log.error('A position could not be planned', { productId: position.productId, inputs });
  return isKnown;
}

const quantity = (value: number): number => Math.round(value * 1_000) / 1_000;

function levelOf(plan: Plan, { minorUnits }: AboutStore) {
  const { position, reorderPoint, orderUpTo, inputs } = plan;
  const lead = quantity(inputs.perDay * inputs.leadDays);
  const safety = quantity(inputs.safetyStock);
  const figures = [quantity(inputs.perDay), marginAtRisk(plan, minorUnits)];
  return [position.productId, quantity(reorderPoint), quantity(orderUpTo), safety, lead, inputs.method, ...figures];
}

function rowOf(draft: Draft, { minorUnits }: AboutStore) {
  const { plan, inputs } = draft;
  return {
    productId: plan.position.productId,
    kind: draft.kind,
    supplierId: draft.kind === 'buy' ? plan.position.supplierId : null,
    fromStoreId: draft.fromStoreId,
    quantity: quantity(draft.quantity),
    rawQuantity: quantity(draft.raw),
    packSize: draft.packSize,
    unitCost: inputs.unitCost,
    costMinor: costOf(draft, minorUnits),
    marginAtRiskMinor: marginAtRisk(plan, minorUnits),
    autoMode: plan.position.autoMode,
    method: inputs.method,
    holds: draft.holds,
    inputs,
    sentence: sentenceOf(draft),
    gradeDays: Math.ceil(inputs.leadDays) + inputs.reviewDays,
    coming: quantity(inputs.onOrder + inputs.inTransit - plan.position.leaving),
    promised: draft.promised,
  };
}

/** Which data a run stood on: whether the day before was in, and what was missing of it. */
async function dataOf(platform: Platform, storeId: string, { today, demandTo, timeZone }: AboutStore, at: string) {
  const yesterday = daysBefore(today, 1);
  const completeness = await completenessOf(platform.db, {
    storeIds: json([storeId]),
    period: { from: yesterday, to: yesterday },
    now: at,
    firstDay: null,
  });
  const isComplete = demandTo === yesterday && completeness.stores.every(({ missing }) => missing.length === 0);
  const known =
    demandTo === null
      ? 'Planned without any sales: none are known yet.'
      : demandTo < yesterday
        ? `Planned on sales up to ${demandTo}: later ones were not in yet.`
        : `Planned on sales up to ${demandTo}.`;
  return { isComplete, words: `${known} ${completenessWords(completeness, { zone: timeZone, now: at })}`.trim() };
}

function inParts<Item>(items: Item[], most: number): Item[][] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, nth) => items.slice(nth * most, (nth + 1) * most));
}
