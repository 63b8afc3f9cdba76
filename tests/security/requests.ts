import { at, type Make, type Sent } from './request.ts';
import { alertRequests } from './requests-alerts.ts';
import { catalogueRequests } from './requests-catalogue.ts';
import { figureRequests } from './requests-figures.ts';
import { orderRequests } from './requests-orders.ts';
import { replenishmentRequests } from './requests-replenishment.ts';
import { reportRequests } from './requests-reports.ts';
import { saleRequests } from './requests-sales.ts';
import { stockRequests } from './requests-stock.ts';
import { storeRequests } from './requests-stores.ts';
import { userRequests } from './requests-users.ts';
import type { Target, World } from './world.ts';

/** For every route, how to ask for it. */
export const requests: Record<string, Make> = {
  'GET /health': () => at('/health'),
  'GET /openapi.json': () => at('/openapi.json'),
  'GET /docs': () => at('/docs'),
  ...storeRequests,
  ...figureRequests,
  ...catalogueRequests,
  ...stockRequests,
  ...saleRequests,
  ...orderRequests,
  ...replenishmentRequests,
  ...alertRequests,
  ...reportRequests,
  ...userRequests,
};

/** The request for a route by `who`, made anew. @throws if nobody has said how to ask for it */
export async function requestFor(route: string, world: World, target: Target = 'own', who = 'boss'): Promise<Sent> {
  const make = requests[route];
  if (make === undefined) throw new Error(`tests/security/requests*.ts does not say how to ask for ${route}`);
  return make(world, target, who);
}
