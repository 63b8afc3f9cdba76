import * as z from 'zod';
import { revokeTillKey } from '#domain/tills/till-key.actions.ts';
import { TillKey } from '#domain/tills/till-key.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const revokeTillKeyRoute = route({
  method: 'POST',
  path: '/till-keys/{keyId}/revoke',
  summary: 'End a key for good, at once',
  permission: 'till.manage',
  input: z.object({ keyId: Id }),
  output: TillKey,
  run: revokeTillKey,
});
