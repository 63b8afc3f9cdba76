import type { Item } from './catalogue.ts';
import { Table } from './table.ts';

/** What is on each store's shelves while a year goes by. A position is one product in one store. */
export type Shelves = {
  items: readonly Item[];
  onHand: Int32Array;
  onOrder: Int32Array;
  /** Positions whose supplier sends nothing from a day on. */
  cutOffFrom: Int32Array;
  /** Positions whose till goes on selling what the books say is gone: stock there ends below zero. */
  miscounted: ReadonlySet<number>;
  positionOf: (store: number, item: number) => number;
};

/** What happened in a year, in order. Seconds count from the local midnight; money is in minor units. */
export type Year = {
  items: readonly Item[];
  sales: Table<'day' | 'store' | 'sale' | 'line' | 'item' | 'quantity' | 'priceMinor' | 'discountMinor' | 'second'>;
  deliveries: Table<'day' | 'store' | 'note' | 'line' | 'item' | 'quantity' | 'costMinor' | 'second'>;
  counts: Table<'day' | 'store' | 'item' | 'quantity' | 'second'>;
  /** What the books of each position say in the end, by `positionOf`. */
  endStock: Int32Array;
  positionOf: (store: number, item: number) => number;
};

/** A year in which nothing has happened yet. */
export function emptyYear(shelves: Shelves): Year {
  return {
    items: shelves.items,
    sales: new Table(['day', 'store', 'sale', 'line', 'item', 'quantity', 'priceMinor', 'discountMinor', 'second']),
    deliveries: new Table(['day', 'store', 'note', 'line', 'item', 'quantity', 'costMinor', 'second']),
    counts: new Table(['day', 'store', 'item', 'quantity', 'second']),
    endStock: shelves.onHand,
    positionOf: shelves.positionOf,
  };
}
