import { expect, test } from 'vitest';
import { parseStatement } from '#local/data-api/statements.ts';

const rewritten = (sql: string): [string, readonly string[]] => {
  const { text, names } = parseStatement(sql);
  return [text, names];
};

test('a named parameter becomes a number', () => {
  expect(rewritten('select :a, :b_2')).toEqual(['select $1, $2', ['a', 'b_2']]);
});

test('a name used twice is one parameter', () => {
  expect(rewritten('select :a + :b + :a')).toEqual(['select $1 + $2 + $1', ['a', 'b']]);
});

test('a cast is not a parameter, and a parameter may be cast', () => {
  expect(rewritten("select '1'::int, :a::jsonb, :a :: text")).toEqual([
    "select '1'::int, $1::jsonb, $1 :: text",
    ['a'],
  ]);
});

test('a named argument and an array slice are not parameters', () => {
  const sql = 'select f(x := 1), a[1:2]';
  expect(rewritten(sql)).toEqual([sql, []]);
});

test.each([
  ['a string', "select ':a; '':b'''"],
  ['a string with a backslash at its end', String.raw`select '\', ':a' where ';' = ';'`],
  ['an escape string', String.raw`select E'it\'s :a; ''' , e'\\'`],
  ['a quoted identifier', 'select 1 as ":a;""b"'],
  ['a dollar-quoted string', 'do $$ begin perform 1; perform ":a"; end $$'],
  ['a tagged dollar-quoted string', 'do $fn$ begin execute $$ select 1; :a $$; end $fn$'],
  ['a line comment', 'select 1 -- :a; select 2'],
  ['a nested block comment', 'select 1 /* :a; /* :b */ ; */ + 1'],
  ['an identifier with dollar signs', 'select a$b$c, x$y$z'],
])('%s is left alone', (_, sql) => {
  expect(rewritten(sql)).toEqual([sql, []]);
});

test('a parameter after each of them is still found', () => {
  const sql = String.raw`select 'x''', E'\'', "i""d", $t$ ; $t$, /* /* */ */ :a -- c`;
  expect(rewritten(sql)[1]).toEqual(['a']);
  expect(rewritten("select 'a' || :b || 'c'")).toEqual(["select 'a' || $1 || 'c'", ['b']]);
});

test.each(['select 1; select 2', 'select 1;;select 2', "select ';'; -- c\n delete from t", 'select $$a$$; select :b'])(
  'a second statement is refused: %s',
  (sql) => {
    expect(() => parseStatement(sql)).toThrow("Multistatements aren't supported");
  },
);

test.each(['select 1;', 'select 1 ; \n', 'select 1; -- done', 'select 1; /* ; */ ;'])(
  'a semicolon at the end is let through: %s',
  (sql) => {
    expect(rewritten(sql)[0]).toBe(sql);
  },
);

test('a statement of 65,536 characters that is one string is rewritten', () => {
  const sql = `select '${"''".repeat(32_000)}', :a`;
  expect(rewritten(sql)[1]).toEqual(['a']);
});

test('a closing comment, another one with each call, is passed on and changes nothing else', () => {
  const text = (comment: string) => parseStatement(`select ':a', :b::text${comment}`);
  expect(text(' /* salesWrite 0198-a */')).toEqual({
    text: "select ':a', $1::text /* salesWrite 0198-a */",
    names: ['b'],
  });
  expect(text(' /* salesWrite 0198-b */').text).toContain('0198-b');
  expect(text('')).toEqual({ text: "select ':a', $1::text", names: ['b'] });
  // Not a comment but the end of a line comment, of a string, and of a nested comment.
  expect(parseStatement('select :a -- /* b */').text).toBe('select $1 -- /* b */');
  expect(parseStatement("select :a, ' /* b */'").text).toBe("select $1, ' /* b */'");
  expect(parseStatement('select :a /* /* :b */ /* c */ */').names).toEqual(['a']);
});
