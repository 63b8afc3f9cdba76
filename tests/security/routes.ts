import { declaredRoutes } from '#tests/functions/declared.ts';

/** A route as API Gateway will have it, and who it asks first: `people`, `tills`, or nobody. */
export type Deployed = { method: string; path: string; authorizer: string | undefined };

/** Every route of serverless.yml. */
export const deployedRoutes = (): Deployed[] =>
  declaredRoutes().map(({ method, path, authorizer }) => ({ method, path, authorizer: authorizer?.name }));

export const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;
