import { getBridge } from '#domain/analytics/bridge.actions.ts';
import { Bridge, GetBridge } from '#domain/analytics/bridge.ts';
import { route } from '#functions/http.ts';

export const getBridgeRoute = route({
  method: 'GET',
  path: '/bridge',
  summary: 'What stock is made of between two instants',
  description:
    'Opening + receipts - sales + returns ± transfers ± counts ± adjustments ± costs = closing, to the unit and to the ' +
    'minor unit. Stock as of an instant is what was there when everything that happened up to it is known, so what ' +
    'comes in late counts where it belongs. The movements behind a bar: `GET /movements`.',
  permission: 'stock.read',
  input: GetBridge,
  output: Bridge,
  run: getBridge,
});
