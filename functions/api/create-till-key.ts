import { createTillKey } from '#domain/tills/till-key.actions.ts';
import { NewTillKey, NewTillKeyDone } from '#domain/tills/till-key.ts';
import { route } from '#functions/http.ts';

export const createTillKeyRoute = route({
  method: 'POST',
  path: '/till-keys',
  summary: 'Make a key for a till of one store',
  description: 'The secret is in this answer and in no other.',
  permission: 'till.manage',
  input: NewTillKey,
  output: NewTillKeyDone,
  run: createTillKey,
});
