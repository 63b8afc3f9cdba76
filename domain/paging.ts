import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import type { Page } from '#domain/values.ts';

/**
 * The key of the row after which a page begins, from a `cursor` of the page before.
 * @param parts what each part of the list's key looks like
 * @returns an empty list on the first page
 * @throws DomainError `request.cursor` for a cursor that this list did not give out
 */
export function readCursor(cursor: string | undefined, parts: z.ZodType<string>[]): string[] {
  if (cursor === undefined) return [];
  const key = z.array(z.string()).length(parts.length).safeParse(decoded(cursor));
  if (!key.success || !parts.every((part, index) => part.safeParse(key.data[index]).success))
    throw new DomainError('invalid', 'request.cursor', 'This cursor is not one of this list; start at the first page');
  return key.data;
}

/**
 * A page out of one row more than it holds: that row only says that there is a next page.
 * @param keyOf the parts of a row's key, in the order of the list
 */
export function pageFrom<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => string[],
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(itemOf),
    nextCursor: more ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null,
  };
}

/** A pattern for `ilike` that finds the text anywhere; its own wildcards stand for themselves. */
export const containing = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** A part of a cursor's key that is text. PostgreSQL takes no NUL and no half of a surrogate pair. */
export const TextKey = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'));

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
