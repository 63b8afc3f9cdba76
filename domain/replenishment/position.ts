import * as z from 'zod';

const number = z.number();
const maybe = z.number().nullable();
const text = z.string();

/** A product in a store as a run reads it: one short array for each, since thousands of them must fit into a reply. */
export const PositionRow = z
  .tuple([
    text, // product
    text, // category, '' for none
    number, // available, what is promised taken off
    number, // on order
    number, // in transit
    number, // to leave by draft transfers
    maybe, // typed reorder point
    maybe, // price
    maybe, // product's cost
    maybe, // mean cost of the stock
    z.string().nullable(), // supplier
    maybe, // its cost
    number, // its pack
    number, // its least order
    maybe, // its least value
    maybe, // days until it delivers
    maybe, // their variance
    number, // learned of so many orders
    z.enum(['learned', 'item', 'supplier', 'default']),
    z.enum(['learned', 'fixed', 'off']),
    maybe, // policy: reorder point
    maybe, // order-up-to
    number, // review days
    number, // service level
    maybe, // shelf maximum
    z.string().nullable(), // warehouse
    z.enum(['off', 'suggest', 'draft', 'send']),
    number, // price jump
    z.string().nullable(), // snoozed until
    maybe, // daily units
    maybe, // daily variance
    number, // days in stock
    number, // window in days
    z.array(maybe), // weeks
    maybe, // unit margin
    z.array(z.tuple([text, text, number])), // promotions of the last weeks, now and to come
  ])
  .transform((row) => ({
    productId: row[0],
    category: row[1],
    available: row[2],
    onOrder: row[3],
    inTransit: row[4],
    leaving: row[5],
    typedPoint: row[6],
    price: row[7],
    productCost: row[8],
    meanCost: row[9],
    supplierId: row[10],
    supplierCost: row[11],
    packSize: row[12],
    minOrder: row[13],
    supplierMinimum: row[14],
    leadDays: row[15],
    leadVariance: row[16],
    leadOrders: row[17],
    leadFrom: row[18],
    method: row[19],
    fixedPoint: row[20],
    fixedUpTo: row[21],
    reviewDays: row[22],
    serviceLevel: row[23],
    shelfMax: row[24],
    warehouseId: row[25],
    autoMode: row[26],
    priceJump: row[27],
    snoozedUntil: row[28],
    dailyUnits: row[29],
    dailyVariance: row[30],
    inStockDays: row[31],
    windowDays: row[32],
    weeks: row[33],
    unitMargin: row[34],
    promotions: row[35].map(([fromDay, toDay, uplift]) => ({ fromDay, toDay, uplift })),
  }));
export type Position = z.output<typeof PositionRow>;
