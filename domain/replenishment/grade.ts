import type { ChangeWhat, Grade } from './suggestion.ts';

/** How the suggestions of a store, category and method turned out. Minutes are opening minutes, amounts minor units. */
export type GradeRow = {
  storeId: string;
  storeName: string;
  category: string | null;
  method: string;
  currency: string;
  suggestions: number;
  accepted: number;
  overridden: number;
  left: number;
  outMinutes: number;
  outMinutesAccepted: number;
  outMinutesOverridden: number;
  excessMinor: number;
  excessAcceptedMinor: number;
  excessOverriddenMinor: number;
  /** Not ordered as suggested, and out of stock when it would have been there; for so many minutes. */
  avoidable: number;
  lateMinutes: number;
  /** Ordered as suggested, though it could have waited. */
  needless: number;
  valueMinor: number;
  /** What deciding otherwise came to: margin lost, and what was bought beyond the suggestion and not needed. */
  lostMinor: number;
  idleMinor: number;
  /** Who sells most of it. */
  supplierId: string | null;
  supplierName: string | null;
};

/** Of fewer suggestions nothing is said: it may be chance. */
const enough = 5;
/** From this share of suggestions on something is a habit. */
const habit = 0.25;
/** More opening hours than this out of stock for each suggestion that was followed, on the mean, are too many. */
const muchOutHours = 4;
/** Left over at the end, as a share of what the suggestions cost. */
const muchExcess = 0.3;

const hours = (minutes: number): number => Math.round(minutes / 6) / 10;

/** A row as people see it, with what to do about it. */
export function gradeOf(row: GradeRow): Grade {
  const advice = adviceFor(row);
  return {
    ...row,
    outHours: hours(row.outMinutes),
    outHoursAccepted: hours(row.outMinutesAccepted),
    outHoursOverridden: hours(row.outMinutesOverridden),
    advice: advice?.words ?? null,
    change: advice?.change ?? null,
  };
}

/** What to do about a rule, and which part of it that is. */
export type Advice = { words: string; change: ChangeWhat };

/**
 * Which rule to change, in a sentence; null where nothing stands out or too little has been graded. What people did
 * against suggestions is looked at first, since it decides whether the rule was tried at all.
 */
export function adviceFor(row: GradeRow): Advice | null {
  if (row.suggestions < enough) return null;
  const what = `${row.category ?? 'without a category'} in ${row.storeName}`;
  const ofOthers = row.overridden + row.left;
  const isLearned = row.method === 'learned';
  if (row.avoidable >= ofOthers * habit && row.avoidable >= 2)
    return {
      words:
        `${what}: ${row.avoidable} of ${ofOthers} suggestions that were not followed ran out, for ` +
        `${hours(row.lateMinutes)} opening hours that they would have covered: let them be ordered by themselves, as drafts`,
      change: 'autoMode',
    };
  if (row.accepted >= enough && row.outMinutesAccepted / 60 / row.accepted > muchOutHours)
    return {
      words:
        `${what}: ran out for ${hours(row.outMinutesAccepted / row.accepted)} hours a suggestion although they were ` +
        `followed: ${isLearned ? 'raise the service level' : 'raise the reorder point'}, or correct the lead time`,
      change: row.supplierId === null ? (isLearned ? 'serviceLevel' : 'reorderPoint') : 'leadTime',
    };
  if (row.accepted >= enough && row.needless >= row.accepted * habit)
    return {
      words:
        `${what}: ${row.needless} of ${row.accepted} orders could have waited: ` +
        (isLearned ? 'lower the service level, or the days that an order is to last' : 'lower the reorder point'),
      change: isLearned ? 'serviceLevel' : 'reorderPoint',
    };
  if (row.valueMinor > 0 && row.excessMinor / row.valueMinor > muchExcess)
    return {
      words: `${what}: ${Math.round((row.excessMinor / row.valueMinor) * 100)} % of what was ordered lay over at the end: lower ${isLearned ? 'the days that an order is to last' : 'the order-up-to'}, or set a shelf maximum`,
      change: isLearned ? 'reviewDays' : 'orderUpTo',
    };
  if (row.suggestions >= 2 * enough && row.left >= row.suggestions * (1 - habit))
    return {
      words: `${what}: nobody decides most of these suggestions: order them by themselves, or turn them off`,
      change: 'autoMode',
    };
  return null;
}

/** What all of them come to, in a sentence or two: those followed against those overridden. */
export function summaryOf(rows: readonly GradeRow[]): string {
  const sum = (of: (row: GradeRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const suggestions = sum((row) => row.suggestions);
  if (suggestions === 0) return 'No suggestion has been graded yet: each is when its lead time and review are over.';
  const accepted = sum((row) => row.accepted);
  const overridden = sum((row) => row.overridden);
  const each = (minutes: number, count: number) => (count === 0 ? 'none' : `${hours(minutes / count)} hours`);
  const advised = rows.filter((row) => adviceFor(row) !== null).length;
  return (
    `Of ${suggestions} graded suggestions ${accepted} were followed and ${overridden} overridden. Out of stock a suggestion: ` +
    `${each(
      sum((row) => row.outMinutesAccepted),
      accepted,
    )} of those followed, ` +
    `${each(
      sum((row) => row.outMinutesOverridden),
      overridden,
    )} of those overridden. ` +
    (advised === 0 ? 'No rule stands out.' : `${advised} ${advised === 1 ? 'rule stands' : 'rules stand'} out.`)
  );
}
