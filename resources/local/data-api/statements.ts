import { invalid } from './errors.ts';

/** A statement for PostgreSQL: `names[i]` is the parameter that stands behind `$i+1`. */
export type Statement = { text: string; names: readonly string[] };

const skipped = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?\$\1\$`, // a dollar-quoted string
    String.raw`[eE]'(?:[^'\\]|\\[^]|'')*'`, // E'...', where a backslash escapes
    `'[^']*'`, // a doubled quote reads as two strings side by side, which comes to the same
    `"[^"]*"`,
    String.raw`::|:=`,
    String.raw`[\w\u0080-\uffff][\w$\u0080-\uffff]*`, // a word may hold dollar signs that open no string
  ].join('|'),
  'uy',
);
const parameter = /:([A-Za-z_]\w*)/y;

const known = new Map<string, Statement>();
const knownLimit = 1_000;

/** The comment that ends a statement and says who asks: another one each time, of what is the same statement. */
const closingComment = /^([^]*[^\s])(\s+\/\*[\w -]*\*\/)$/;

/**
 * Turns `:name` into `$n`, leaving strings, quoted identifiers, comments and `::casts` alone.
 *
 * @throws ValidationException if there is a second statement after a semicolon
 */
export function parseStatement(sql: string): Statement {
  const [, core = sql, comment = ''] = closingComment.exec(sql) ?? [];
  let statement = known.get(core);
  if (!statement) {
    statement = rewrite(core);
    if (known.size >= knownLimit) known.clear();
    known.set(core, statement);
  }
  return { text: statement.text + comment, names: statement.names };
}

function rewrite(sql: string): Statement {
  const names: string[] = [];
  let text = '';
  let copied = 0;
  let ended = false;
  for (let at = 0; at < sql.length;) {
    const next = passOver(sql, at);
    const isComment = sql.startsWith('--', at) || sql.startsWith('/*', at);
    if (ended && !isComment && !/\s|;/.test(sql.charAt(at))) throw invalid("Multistatements aren't supported");
    if (next > at) {
      at = next;
      continue;
    }
    if (sql[at] === ';') ended = true;
    parameter.lastIndex = at;
    const name = sql[at] === ':' ? parameter.exec(sql)?.[1] : undefined;
    if (name === undefined) {
      at += 1;
      continue;
    }
    if (!names.includes(name)) names.push(name);
    text += `${sql.slice(copied, at)}$${names.indexOf(name) + 1}`;
    at += name.length + 1;
    copied = at;
  }
  return { text: text + sql.slice(copied), names };
}

/** @returns the end of the token at this place in which a colon or a semicolon means nothing, else the place itself */
function passOver(sql: string, at: number): number {
  if (sql.startsWith('/*', at)) return endOfComment(sql, at);
  skipped.lastIndex = at;
  return at + (skipped.exec(sql)?.[0].length ?? 0);
}

// PostgreSQL's block comments nest, which a regular expression cannot follow.
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}
