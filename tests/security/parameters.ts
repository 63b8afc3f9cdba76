import type { Sent } from './request.ts';

type Path = (string | number)[];

/** One place of a request where a caller says something, and the request that says something else there. */
export type Parameter = { name: string; with: (text: string) => Sent };

/** Where the texts of a value are. */
export function* textsIn(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'string') yield path;
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value))
      yield* textsIn(item, [...path, Array.isArray(value) ? Number(name) : name]);
}

/** A copy of a value with another value at one place. */
export function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    Path[number],
    unknown
  >;
  copy[name] = replaced(copy[name], rest, by);
  return copy;
}

/**
 * Every place of a request where a caller says something: parts of the path, the query, texts of the body, the headers
 * that are read.
 * @param template the route's path, with its names in braces
 */
export function parametersOf(template: string, sent: Sent): Parameter[] {
  const names = template.split('/');
  const parts = sent.path.split('/');
  const inPath = names.flatMap((name, nth) =>
    name.startsWith('{')
      ? [
          {
            name,
            with: (text: string) => ({ ...sent, path: parts.with(nth, encodeURIComponent(text) || '%20').join('/') }),
          },
        ]
      : [],
  );
  const query = ['cursor', 'search', 'store', 'limit', ...Object.keys(sent.query ?? {})];
  const inQuery = [...new Set(query)].map((name) => ({
    name,
    with: (text: string) => ({ ...sent, query: { ...sent.query, [name]: text } }),
  }));
  const inBody = [...textsIn(sent.body)].map((path) => ({
    name: path.join('.'),
    with: (text: string) => ({ ...sent, body: replaced(sent.body, path, text) }),
  }));
  const inHeaders = ['x-correlation-id', ...Object.keys(sent.headers ?? {})].map((name) => ({
    name,
    with: (text: string) => ({ ...sent, headers: { ...sent.headers, [name]: text } }),
  }));
  return [...inPath, ...(sent.body === undefined ? inQuery : inBody), ...inHeaders];
}
