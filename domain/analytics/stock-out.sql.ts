import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { asksProducts, factsOf, type GroupsAsked, joinThing, keyOf, things, told, usesCurrency } from './groups.ts';

const Minutes = z.coerce.number();
const AvailabilityRow = z.object({
  part: z.enum(['group', 'total']),
  key: z.string(),
  rangedMinutes: Minutes,
  outMinutes: Minutes,
  outPositions: z.coerce.number().int(),
  knownPositions: z.coerce.number().int(),
  missedUnits: z.coerce.number().nullable(),
  missedMinor: z.coerce.number().nullable(),
  missedMarginMinor: z.coerce.number().nullable(),
  missedVariance: z.coerce.number().nullable(),
});
export type AvailabilityRow = z.infer<typeof AvailabilityRow>;

/**
 * How available the products of each group were over the days from `asked.from` to `asked.to`, today up to `now`:
 * - `rangedMinutes`: opening minutes, of each product in each store from its first movement on (until it is archived)
 * - `outMinutes`: of these, with nothing on hand; their share is the stock-out rate
 * - `outPositions`: products (each in each store) that were out at some opening time, and `knownPositions` those of them
 *   that sell enough to tell what was missed
 * - `missedUnits`, `missedMinor` (net sales), `missedMarginMinor`: what was probably not sold for want of stock: the rate of
 *   sale while in stock, times the opening time without. The rate is that of the days asked for, or of the 28 up to their
 *   last where those are fewer. 0 where nothing was out; null where all that was out had fewer than 8 sales, or less than
 *   a day in stock
 * - `missedVariance`: of `missedMinor`, in minor units squared
 *
 * The method is Lightspeed Retail's "lost sales" (average daily sales on days in stock x days out), by opening time.
 * @param values.now ISO instant
 * @param values.keys JSON array of the keys of groups wanted; null: all
 * @returns a row a group that has any, and one of all of them
 */
export async function readAvailability(
  db: Db,
  asked: GroupsAsked,
  { now, keys }: { now: string; keys: string | null },
): Promise<AvailabilityRow[]> {
  const { stores, currency, from, to, category, supplier, product, pattern } = asked;
  const of = (row: string) => keyOf(asked, row, "coalesce(t.category, '')");
  const ofFacts = keyOf(asked, 'f', asksProducts(asked) ? "coalesce(t.category, '')" : 'f.category');
  const days = ':stores::text::bigint[], :from::date, :to::date';
  return db.query(
    `with ${things(asked)}, told as (
       select ${ofFacts} as key, sum(f.out_minutes) as minutes
       from ${factsOf(asked, ':from::date', ':to::date')} f ${
         asksProducts(asked) ? joinThing(asked, 'f') : 'where :category::text is null or f.category = :category'
       }
       group by 1
     ), untold as (
       select ${of('o')} as key, sum(o.minutes) as minutes
       from out_untold(${days}, :now::timestamptz) o ${joinThing(asked, 'o')} group by 1
     ), ranged as (
       select ${of('r')} as key, sum(r.ranged_minutes) as minutes
       from ranged_between(${days}, :now::timestamptz) r ${joinThing(asked, 'r')} group by 1
     ), missed as (
       select ${of('m')} as key, count(*) as positions, count(m.units) as known, sum(m.units) as units,
         sum(m.net_minor) as net, sum(m.margin_minor) as margin, sum(m.net_variance) as variance
       from missed_between(${days}, :now::timestamptz) m ${joinThing(asked, 'm')} group by 1
     ), part as (
       select key, minutes as ranged, 0::numeric as out, 0 as positions, 0 as known, null::numeric as units,
         null::numeric as net, null::numeric as margin, null::numeric as variance from ranged
       union all select key, 0, minutes, 0, 0, null, null, null, null from told
       union all select key, 0, minutes, 0, 0, null, null, null, null from untold
       union all select key, 0, 0, positions, known, units, net, margin, variance from missed
     )
     select case grouping(key) when 1 then 'total' else 'group' end as part, case grouping(key) when 1 then '' else ${told(asked, 'key')} end as key,
       sum(ranged)::text as "rangedMinutes", sum(out)::text as "outMinutes", sum(positions)::text as "outPositions",
       sum(known)::text as "knownPositions", ${missed('units')} as "missedUnits", ${missed('net')} as "missedMinor",
       ${missed('margin')} as "missedMarginMinor", ${missed('variance')} as "missedVariance"
     from part
     group by grouping sets ((key), ())
     having grouping(key) = 1 or :keys::jsonb is null
       or ${told(asked, 'key')} in (select jsonb_array_elements_text(:keys::jsonb))`,
    {
      stores,
      from,
      to,
      category,
      supplier,
      product,
      pattern,
      now,
      keys,
      ...(usesCurrency(asked) ? { currency } : {}),
    },
    AvailabilityRow,
  );
}

const missed = (what: string) => `case when sum(positions) = 0 then '0' else round(sum(${what}), 6)::text end`;
