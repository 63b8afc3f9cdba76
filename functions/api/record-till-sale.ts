import { SaleDone } from '#domain/sales/sale.ts';
import { recordTillSale } from '#domain/tills/till.actions.ts';
import { TillSale } from '#domain/tills/till-key.ts';
import { tillRoute } from '#functions/till-route.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const recordTillSaleRoute = tillRoute({
  method: 'POST',
  path: '/till/sales',
  summary: "Record a sale of the till's own store, all of its lines or none",
  description:
    "As `POST /sales`, with a till's key instead of a sign-in. The goods are in somebody's hand: it has happened, now if `soldAt` is left out, and is recorded whatever there is. The Idempotency-Key is the store's own: a receipt number will do.",
  input: TillSale,
  headers: IdempotencyKey,
  output: SaleDone,
  run: (platform, till, sale, headers) => recordTillSale(platform, till, sale, headers['idempotency-key']),
});
