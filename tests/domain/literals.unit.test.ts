import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { iso } from '#domain/sql.ts';

/** A colon before a letter that is neither a cast nor an assignment: the form of the Data API's parameters. */
const likeParameter = /(?<!:):[A-Za-z_]\w*/g;

test('no statement of a migration holds anything like a parameter, in a string or outside', () => {
  const files = globSync('domain/migrations/*.sql');
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const code = readFileSync(file, 'utf8').replaceAll(/--[^\n]*/g, '');
    expect([file, code.match(likeParameter)]).toEqual([file, null]);
  }
});

test('no time format of a statement holds anything like a parameter', () => {
  expect('HH24:MI'.match(likeParameter)).toEqual([':MI']);
  expect(iso('at')).not.toMatch(likeParameter);
  for (const file of globSync('domain/**/*sql.ts'))
    expect([file, readFileSync(file, 'utf8').match(/HH24:|MI:/)]).toEqual([file, null]);
});
