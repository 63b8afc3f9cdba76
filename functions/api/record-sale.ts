import { recordSale } from '#domain/sales/sale.actions.ts';
import { NewSale, SaleDone } from '#domain/sales/sale.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const recordSaleRoute = route({
  method: 'POST',
  path: '/sales',
  summary: 'Record a sale, all of its lines or none',
  description:
    'With `soldAt` it has happened and is recorded in any case. Without, it happens now: in a store that refuses to ' +
    'oversell, 409 `stock.insufficient` names the SKU of which there is not enough.',
  permission: 'sale.record',
  input: NewSale,
  headers: IdempotencyKey,
  output: SaleDone,
  run: (platform, caller, sale, headers) => recordSale(platform, caller, sale, headers['idempotency-key']),
});
