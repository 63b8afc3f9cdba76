import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor, TextKey } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id } from '#domain/values.ts';
import { completenessOf } from './completeness.actions.ts';
import type { FigureName, FigureRow, Figures } from './figure.ts';
import type { FiguresPage, ListFigures } from './figures.ts';
import { type GroupRow, isProductSort, type ProductsAsked, readGroupSums, readHasOpened } from './figures.sql.ts';
import type { GroupsAsked } from './groups.ts';
import { figuresOf, noFigures } from './kpi.ts';
import { addDays, comparedWith, type Covered, coveredDays, type Period, withDataFrom } from './period.ts';
import { readAvailability } from './stock-out.sql.ts';
import { scopeOf } from './scope.actions.ts';
import { type ScopeFound, storeArray } from './scope.ts';

export type Filters = Pick<GroupsAsked, 'by' | 'category' | 'supplier' | 'product' | 'pattern'>;

/** A group with its figures. `sortKey` tells where the next page of products begins. */
type Group = { key: string; label: string; sku?: string; sortKey: string | null; figures: Figures };

/**
 * The figures of every group over some days, and of all groups together.
 * @param page of products only: which ones
 */
export async function figuresOver(
  platform: Platform,
  scope: ScopeFound,
  filters: Filters,
  period: Period,
  page?: ProductsAsked,
): Promise<{ groups: Group[]; total: Figures }> {
  const covered = coveredDays(period, scope);
  if ('reason' in covered) return { groups: [], total: noFigures(covered.reason) };
  const ask = asked(scope, filters, covered);
  const now = platform.clock.now().toISOString();
  const availability = (keys: string | null) => readAvailability(platform.reads, ask, { now, keys });
  // Which products are on a page is known once it is picked.
  const early = page === undefined || page.only !== null ? availability(page?.only ?? null) : undefined;
  const rows = await readGroupSums(platform.reads, ask, page);
  const keys = rows.flatMap(({ part, key }) => (part === 'group' ? [key] : []));
  const available = await (early ?? availability(JSON.stringify(keys)));
  const isOpening = covered.isNow && covered.days === 1;
  // Before the first shop opens nothing could have been out of stock; who asks later in the day needs no such reason.
  const hasOpened =
    !isOpening ||
    available.some(({ rangedMinutes }) => rangedMinutes > 0) ||
    (await readHasOpened(platform.reads, ask, now));
  const figures = ({ part, key, sums }: GroupRow) => {
    const found = available.find((row) => row.part === part && row.key === key) ?? nothingRanged;
    return figuresOf({ ...sums, ...found }, { by: filters.by, covered, hasOpened });
  };
  const total = rows.find(({ part }) => part === 'total');
  return {
    groups: rows
      .filter(({ part }) => part === 'group')
      .map((row) => ({
        key: row.key,
        label: row.label,
        ...(row.sku === null ? {} : { sku: row.sku }),
        sortKey: row.sortKey,
        figures: figures(row),
      })),
    total: total === undefined ? noFigures('There is no data yet') : figures(total),
  };
}

const nothingRanged = {
  rangedMinutes: 0,
  outMinutes: 0,
  outPositions: 0,
  knownPositions: 0,
  missedMinor: 0,
  missedVariance: 0,
};

function asked(scope: ScopeFound, filters: Filters, { from, to, days, isNow }: Covered): GroupsAsked {
  return {
    ...filters,
    stores: storeArray(scope),
    currency: scope.currency,
    isWhole: scope.isWhole,
    from,
    to,
    days,
    isNow,
    horizon: addDays(scope.today, 3),
  };
}

/**
 * Every figure by store, category, supplier or product, beside those of the period before.
 * @throws DomainError forbidden, `store.unknown`, `figures.sort`, `request.cursor`
 */
export async function listFigures(
  platform: Platform,
  caller: Caller,
  query: z.output<typeof ListFigures>,
): Promise<FiguresPage> {
  const { by, category, supplier, product, search, from, to, compare } = query;
  const now = platform.clock.now().toISOString();
  const page = by === 'product' ? pageAsked(query, now) : undefined;
  const scope = await scopeOf(platform, caller, query);
  const period = { from, to };
  const before = comparedWith(period, compare) ?? null;
  const filters = {
    by,
    category: category ?? null,
    supplier: supplier ?? null,
    product: product ?? null,
    pattern: containing(search),
  };
  const [lists, completeness] = await Promise.all([
    bothPeriods(platform, scope, filters, period, before, page),
    completenessOf(platform.reads, { storeIds: scope.storeIds, period, now, firstDay: scope.firstDay }),
  ]);
  const { groups, total, earlier } = lists;
  const figuresBefore = new Map(earlier?.groups.map(({ key, figures }) => [key, figures]));
  const rowOf = ({ sortKey: _sortKey, ...row }: Group): FigureRow => {
    const known = figuresBefore.get(row.key);
    return known === undefined ? row : { ...row, before: known };
  };
  return {
    ...(page === undefined
      ? { items: groups.toSorted(order(query)).map(rowOf), nextCursor: null }
      : pageFrom(groups, query.limit, (group) => [group.sortKey ?? '', group.key], rowOf)),
    total: { key: '', label: '', figures: total, ...(earlier === undefined ? {} : { before: earlier.total }) },
    period,
    before: before && withDataFrom(before, scope),
    scope,
    completeness,
  };
}

/** The groups of both periods: of products those of the page, which the first of them picks. */
async function bothPeriods(
  platform: Platform,
  scope: ScopeFound,
  filters: Filters,
  period: Period,
  before: Period | null,
  page: ProductsAsked | undefined,
) {
  const over = (days: Period, wanted: ProductsAsked | undefined) => figuresOver(platform, scope, filters, days, wanted);
  const first = over(period, page);
  if (before === null) return { ...(await first), earlier: undefined };
  if (page === undefined) {
    const [now, earlier] = await Promise.all([first, over(before, undefined)]);
    return { ...now, earlier };
  }
  const now = await first;
  const only = JSON.stringify(now.groups.map(({ key }) => key));
  return { ...now, earlier: await over(before, { ...page, afterValue: null, afterId: null, only }) };
}

/** @throws DomainError `figures.sort`, `request.cursor` */
function pageAsked({ sort, dir, cursor, limit }: z.output<typeof ListFigures>, now: string): ProductsAsked {
  if (!isProductSort(sort))
    throw new DomainError('invalid', 'figures.sort', 'Products cannot be sorted by this figure; choose another');
  const value = sort === 'label' ? TextKey : z.string().regex(/^-?(Infinity|\d{1,40}(\.\d{1,20})?)$/);
  const [afterValue = null, afterId = null] = readCursor(cursor, [value, Id]);
  return { sort, dir, now, afterValue, afterId, limit: limit + 1, only: null };
}

/** By a figure or the label; what has no value comes last, whichever way. */
function order({ sort, dir }: { sort: 'label' | FigureName; dir: 'asc' | 'desc' }) {
  const sign = dir === 'asc' ? 1 : -1;
  return (one: Group, other: Group): number => {
    const byLabel = one.label.localeCompare(other.label);
    if (sort === 'label') return sign * byLabel;
    const [a, b] = [one.figures[sort].value, other.figures[sort].value];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || byLabel;
    return sign * (a - b) || byLabel;
  };
}
