import * as z from 'zod';
import type { Term } from './suggestion.ts';

/** Everything a suggestion stands on, as it is kept with it. Units are the product's, days calendar days. */
export const Inputs = z.object({
  method: z.enum(['learned', 'typed', 'fixed']),
  /** The last day whose sales were known. */
  demandTo: z.string().nullable(),
  perDay: z.number(),
  forecastMean: z.number(),
  forecastVariance: z.number(),
  forecastMethod: z.string(),
  inStockDays: z.number(),
  seasonAhead: z.number(),
  upliftAhead: z.number(),
  upliftPast: z.number(),
  leadDays: z.number(),
  leadVariance: z.number(),
  leadFrom: z.enum(['learned', 'item', 'supplier', 'default', 'transfer']),
  leadOrders: z.number(),
  reviewDays: z.number(),
  serviceLevel: z.number(),
  relativeCost: z.number(),
  /** The probability with which one order cycle is to pass without running out, and how many days a cycle lasts. */
  cycleLevel: z.number(),
  cycleDays: z.number(),
  law: z.string(),
  /** Of the category, that say with the law how far off one may be. Not told by runs before this was learnt. */
  pastForecasts: z.number().default(0),
  reorderPoint: z.number(),
  orderUpTo: z.number(),
  safetyStock: z.number(),
  available: z.number(),
  onOrder: z.number(),
  inTransit: z.number(),
  position: z.number(),
  wanted: z.number(),
  fromOthers: z.number(),
  quantity: z.number(),
  packSize: z.number(),
  minOrder: z.number(),
  shelfMax: z.number().nullable(),
  toppedUp: z.number(),
  unitCost: z.number().nullable(),
  lastPaid: z.number().nullable(),
  supplierMinimum: z.number().nullable(),
  supplierTotal: z.number().nullable(),
  budgetLeftMinor: z.number().nullable(),
  giverSpare: z.number().nullable(),
});
export type Inputs = z.infer<typeof Inputs>;

const methodNotes: Record<string, string> = {
  category: 'new: as its category sells',
  mean: 'mean of the days in stock',
  smoothed: 'of the weeks of a year, later ones count more',
  intermittent: 'sells now and then (TSB)',
  none: 'no sales known',
};
const leadNotes: Record<Inputs['leadFrom'], string> = {
  learned: 'learned from deliveries',
  item: "typed for the supplier's product",
  supplier: 'typed for the supplier',
  default: 'nobody has said it: a week',
  transfer: 'between stores',
};

/**
 * The table that explains a quantity, in the order in which it is worked out.
 * @param currency of the costs
 */
export function termsOf(inputs: Inputs, currency: string): Term[] {
  const term = (key: string, label: string, value: number | null, unit: string, note: string | null = null): Term[] =>
    value === null ? [] : [{ key, label, value: numberWords(value), unit, note }];
  const only = (show: boolean, terms: Term[]): Term[] => (show ? terms : []);
  const { method } = inputs;
  return [
    ...only(method === 'learned', [
      ...term(
        'per_day',
        'Sells while in stock',
        inputs.perDay,
        'units/day',
        methodNotes[inputs.forecastMethod] ?? null,
      ),
      ...term('in_stock_days', 'Days in stock that say so', inputs.inStockDays, 'days'),
      ...only(inputs.seasonAhead !== 1, term('season', 'Season ahead', inputs.seasonAhead, 'times the usual')),
      ...only(
        inputs.upliftPast !== 1,
        term('uplift_past', 'Promotions damped out', inputs.upliftPast, 'times the usual'),
      ),
      ...only(inputs.upliftAhead !== 1, term('uplift', 'Promotions ahead', inputs.upliftAhead, 'times the usual')),
    ]),
    ...term('lead_days', 'Days to arrive', inputs.leadDays, 'days', leadNotes[inputs.leadFrom]),
    ...term('lead_deviation', 'Give or take', Math.sqrt(inputs.leadVariance), 'days', `of ${inputs.leadOrders} orders`),
    ...term('review_days', 'An order is to last', inputs.reviewDays, 'days'),
    ...only(method === 'learned', [
      ...term('service', 'Service level', inputs.serviceLevel * 100, '%'),
      ...term(
        'relative_cost',
        'Cost against the mean',
        inputs.relativeCost,
        'times',
        'what is dear is given more risk',
      ),
      ...term(
        'cycle_level',
        'Certainty of one order',
        inputs.cycleLevel * 100,
        '%',
        `which lasts ${numberWords(inputs.cycleDays)} days`,
      ),
      ...term('forecast', 'Demand until an order of tomorrow is here', inputs.forecastMean, 'units'),
      ...term('deviation', 'Its standard deviation', Math.sqrt(inputs.forecastVariance), 'units'),
      ...term('safety', 'Safety stock', inputs.safetyStock, 'units'),
    ]),
    ...term(
      'reorder_point',
      'Reorder at',
      inputs.reorderPoint,
      'units',
      method === 'learned' ? spreadWords(inputs) : methodWords[method],
    ),
    ...term('order_up_to', 'Order up to', inputs.orderUpTo, 'units', methodWords[method]),
    ...term('available', 'Available', inputs.available, 'units'),
    ...term('on_order', 'On order', inputs.onOrder, 'units', 'drafts too'),
    ...term('in_transit', 'On the way from other stores', inputs.inTransit, 'units'),
    ...term('wanted', 'Wanted', inputs.wanted, 'units', 'order-up-to less what is there and coming'),
    ...only(inputs.fromOthers > 0, term('from_others', 'Other stores can give', inputs.fromOthers, 'units')),
    ...term('giver_spare', 'The giving store can spare', inputs.giverSpare, 'units'),
    ...only(inputs.packSize !== 1, term('pack', 'Pack', inputs.packSize, 'units')),
    ...only(inputs.minOrder > 0, term('min_order', "Supplier's least", inputs.minOrder, 'units')),
    ...term('shelf_max', 'The shelf holds', inputs.shelfMax, 'units'),
    ...only(inputs.toppedUp > 0, term('topped_up', "Added for the supplier's minimum value", inputs.toppedUp, 'units')),
    ...term('quantity', 'Suggested', inputs.quantity, 'units'),
    ...term('unit_cost', 'Costs a unit', inputs.unitCost, currency),
    ...term('last_paid', 'Last paid', inputs.lastPaid, currency),
    ...term('supplier_minimum', "Supplier's minimum value", inputs.supplierMinimum, currency),
    ...term('supplier_total', 'All of this supplier now', inputs.supplierTotal, currency),
    ...term('budget_left', "Left of the month's budget before it", inputs.budgetLeftMinor, `${currency}, minor units`),
  ];
}

const lawWords: Record<string, string> = {
  poisson: 'Poisson',
  'negative-binomial': 'negative binomial',
  gamma: 'gamma',
};

/** Where the spread comes from. */
const spreadWords = ({ law, pastForecasts }: Inputs): string => {
  const lawful = `${lawWords[law] ?? law} demand`;
  return pastForecasts > 0
    ? `${lawful}, and as far off as ${pastForecasts} past forecasts of its category were`
    : lawful;
};

const methodWords: Record<Inputs['method'], string> = {
  learned: 'learned from what sells',
  typed: "the catalogue's, since too little has sold",
  fixed: 'as the policy says',
};

/** A number with two decimals at most. */
export const numberWords = (value: number): string => String(Math.round(value * 100) / 100);
