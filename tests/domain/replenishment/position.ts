import type { Surroundings } from '#domain/replenishment/history.ts';
import type { Position } from '#domain/replenishment/position.ts';
import { noSeason } from '#domain/replenishment/season.ts';

/** A Monday in June, in a store without seasons. */
export const around: Surroundings = {
  today: '2026-06-15',
  demandTo: '2026-06-14',
  categoryDaily: null,
  meanCost: 2,
  season: () => noSeason,
  memory: 0.9,
  errors: null,
  lookEveryDays: 1,
};
/** Sells 3 a day, 10 are here, 9 days to arrive, in packs of 6. */
export const plain: Position = {
  productId: '1',
  category: 'Kitchen',
  available: 10,
  onOrder: 0,
  inTransit: 0,
  leaving: 0,
  typedPoint: null,
  price: 5,
  productCost: 2,
  meanCost: 2,
  supplierId: '7',
  supplierCost: 2,
  packSize: 6,
  minOrder: 0,
  supplierMinimum: null,
  leadDays: 9,
  leadVariance: 1,
  leadOrders: 0,
  leadFrom: 'item',
  method: 'learned',
  fixedPoint: null,
  fixedUpTo: null,
  reviewDays: 7,
  serviceLevel: 0.95,
  shelfMax: null,
  warehouseId: null,
  autoMode: 'suggest',
  priceJump: 25,
  snoozedUntil: null,
  dailyUnits: 3,
  dailyVariance: 3,
  inStockDays: 28,
  windowDays: 28,
  weeks: Array.from({ length: 13 }, () => 21),
  unitMargin: 3,
  promotions: [],
};
