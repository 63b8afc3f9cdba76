import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Http = { method: string; path: string; authorizer?: { name: string } };

/** A route as API Gateway will have it, and who it asks first: `people`, `tills`, or nobody. */
export type Deployed = { method: string; path: string; authorizer: string | undefined };

/** Every route of serverless.yml. */
export function deployedRoutes(): Deployed[] {
  const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }) as {
    functions: Record<string, { events?: { httpApi?: Http }[] }>;
  };
  return Object.values(functions).flatMap(({ events = [] }) =>
    events.flatMap(({ httpApi }) =>
      httpApi === undefined
        ? []
        : [{ method: httpApi.method, path: httpApi.path, authorizer: httpApi.authorizer?.name }],
    ),
  );
}

export const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;
