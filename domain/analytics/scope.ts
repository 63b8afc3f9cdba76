import * as z from 'zod';
import { Currency, Id } from '#domain/values.ts';

/** Which stores a figure is about, and in which currency. */
export const Scope = z.object({
  currency: Currency.meta({ description: 'XXX (no currency, by ISO 4217) where there is no store' }),
  currencies: z.array(z.object({ currency: Currency, stores: z.int() })).meta({
    description: 'Every currency that the caller could choose, the one of most stores first',
  }),
  stores: z.array(z.object({ storeId: Id, name: z.string() })).meta({ description: 'Whose figures these are' }),
});
export type Scope = z.infer<typeof Scope>;

/** A scope with what statements ask of it. */
export type ScopeFound = Scope & {
  /** Their ids as a JSON array. */
  storeIds: string;
  /** Whether these are all stores of the chain that trade in this currency: then sums over all of them serve. */
  isWhole: boolean;
  /** The business day of each of the stores, by id. */
  todays: Record<string, string>;
  /** The latest business day that one of them is in. */
  today: string;
  /** The first business day of which anything is known; null: of none. */
  firstDay: string | null;
};

/** The ids of a scope's stores as a PostgreSQL array, since a statement takes no arrays: `{1,2}`. */
export const storeArray = ({ stores }: Scope): string => `{${stores.map(({ storeId }) => storeId).join()}}`;
