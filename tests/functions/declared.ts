import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { routes } from '#functions/api/routes.ts';

type Http = { method: string; path: string; authorizer?: { name: string } };
export type Declared = Http & { handler: string };

/**
 * Every route of serverless.yml. A noun that has a Lambda to itself is declared once (`'*'` for any method, `{proxy+}` for
 * whatever follows), since each declared route is a resource of the stack: for it stand the documented routes that it
 * covers.
 */
export function declaredRoutes(): Declared[] {
  const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }) as {
    functions: Record<string, { handler: string; events?: { httpApi?: Http }[] }>;
  };
  const declared = Object.values(functions).flatMap(({ handler, events = [] }) =>
    events.flatMap(({ httpApi }) => (httpApi === undefined ? [] : [{ handler, ...httpApi }])),
  );
  return declared.flatMap((one) => {
    if (!isGreedy(one)) return [one];
    const covered = routes.filter(
      (route) => covers(one, route) && !declared.some((other) => !isGreedy(other) && covers(other, route)),
    );
    if (covered.length === 0) throw new Error(`${one.method} ${one.path} covers no documented route`);
    return covered.map(({ method, path }) => ({ ...one, method, path }));
  });
}

const isGreedy = ({ method, path }: Http): boolean => method === '*' || path.endsWith('{proxy+}');

/** Whether API Gateway takes a request of the route to what is declared. */
function covers(declared: Http, { method, path }: { method: string; path: string }): boolean {
  if (declared.method !== '*' && declared.method !== method) return false;
  return declared.path.endsWith('{proxy+}')
    ? path.startsWith(declared.path.slice(0, -'{proxy+}'.length))
    : path === declared.path;
}
