import { ReturnDone } from '#domain/sales/return.ts';
import { recordTillReturn } from '#domain/tills/till.actions.ts';
import { TillReturn } from '#domain/tills/till-key.ts';
import { tillRoute } from '#functions/till-route.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const recordTillReturnRoute = tillRoute({
  method: 'POST',
  path: '/till/returns',
  summary: "Take back goods into the till's own store, all of the lines or none",
  description: "As `POST /returns`, with a till's key instead of a sign-in.",
  input: TillReturn,
  headers: IdempotencyKey,
  output: ReturnDone,
  run: (platform, till, back, headers) => recordTillReturn(platform, till, back, headers['idempotency-key']),
});
