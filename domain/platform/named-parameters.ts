import type { SqlValue } from '#domain/platform/database.ts';

// What may hold a colon and is no parameter: comments, strings in all their forms, quoted names, casts, and words (in
// which a dollar sign opens no string). Comments within comments are not known here.
const token = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?\*/`,
    String.raw`(?<tag>\$(?:[A-Za-z_]\w*)?\$)[^]*?\k<tag>`,
    String.raw`[eE]'(?:[^'\\]|\\[^]|'')*'`,
    `'[^']*'`,
    `"[^"]*"`,
    `::`,
    String.raw`[A-Za-z_][\w$]*`,
    String.raw`:(?<name>[A-Za-z_]\w*)`,
  ].join('|'),
  'g',
);

/**
 * Turns `:name` into `$1`, each with the type that the Data API would declare it with: text, bigint or boolean. A null
 * has none, and takes that of its place.
 * @throws Error naming a parameter that has no value
 */
export function positional(sql: string, values: Record<string, SqlValue>): { text: string; values: (string | null)[] } {
  const names: string[] = [];
  const text = sql.replace(token, (found, ...rest) => {
    const { name } = rest.at(-1) as { name?: string };
    if (name === undefined) return found;
    const value = values[name];
    if (value === undefined) throw new Error(`The statement's parameter ${name} has no value`);
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}${value === null ? '' : types[typeof value as keyof typeof types]}`;
  });
  return { text, values: names.map((name) => (values[name] === null ? null : String(values[name]))) };
}

const types = { string: '::text', number: '::bigint', boolean: '::boolean' };
