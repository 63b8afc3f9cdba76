import { listStoreMovements } from '#domain/stock/movement.actions.ts';
import { ListStoreMovements, StoreMovementPage } from '#domain/stock/movement.ts';
import { route } from '#functions/http.ts';

export const listAllMovementsRoute = route({
  method: 'GET',
  path: '/movements',
  summary: 'Everything that changed stock, newest first',
  description:
    'The movements behind a bar of `GET /bridge`: send its `from`, `to`, `store`, `currency` and `product`. With ' +
    '`totals=yes` the answer says what all of them add up to, which is the bar.',
  permission: 'stock.read',
  input: ListStoreMovements,
  output: StoreMovementPage,
  run: listStoreMovements,
});
