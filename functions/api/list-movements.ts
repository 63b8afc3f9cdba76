import { listMovements } from '#domain/stock/stock.actions.ts';
import { ListMovements, MovementPage } from '#domain/stock/stock.ts';
import { route } from '#functions/http.ts';

export const listMovementsRoute = route({
  method: 'GET',
  path: '/products/{productId}/movements',
  summary: 'Everything that changed the stock of a product, newest first',
  permission: 'stock.read',
  input: ListMovements,
  output: MovementPage,
  run: listMovements,
});
