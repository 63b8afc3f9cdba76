import { recordSale } from '#domain/sales/sale.actions.ts';
import { NewSale, SaleDone } from '#domain/sales/sale.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const recordSaleRoute = route({
  method: 'POST',
  path: '/sales',
  summary: 'Record a sale that has happened, all of its lines or none',
  permission: 'sale.record',
  input: NewSale,
  headers: IdempotencyKey,
  output: SaleDone,
  run: (platform, caller, sale, headers) => recordSale(platform, caller, sale, headers['idempotency-key']),
});
