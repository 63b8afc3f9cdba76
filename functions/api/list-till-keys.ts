import { listTillKeys } from '#domain/tills/till-key.actions.ts';
import { ListTillKeys, TillKeyPage } from '#domain/tills/till-key.ts';
import { route } from '#functions/http.ts';

export const listTillKeysRoute = route({
  method: 'GET',
  path: '/till-keys',
  summary: 'The keys with which tills call, newest first',
  permission: 'till.manage',
  input: ListTillKeys,
  output: TillKeyPage,
  run: listTillKeys,
});
