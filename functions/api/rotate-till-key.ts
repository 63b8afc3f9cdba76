import * as z from 'zod';
import { rotateTillKey } from '#domain/tills/till-key.actions.ts';
import { graceHours, NewTillKeyDone } from '#domain/tills/till-key.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const rotateTillKeyRoute = route({
  method: 'POST',
  path: '/till-keys/{keyId}/rotate',
  summary: 'Replace a key by a new one',
  description: `The old secret works for ${graceHours} hours more; revoke it to end it at once.`,
  permission: 'till.manage',
  input: z.object({ keyId: Id }),
  output: NewTillKeyDone,
  run: rotateTillKey,
});
