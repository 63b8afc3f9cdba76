import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

/** What a piece of work did; `nothing` is left to do, or somebody else is `busy` with it. */
export const Piece = z.enum(['days', 'changed', 'over', 'archived', 'demand', 'currency', 'nothing', 'busy']);
export type Piece = z.infer<typeof Piece>;

/**
 * Does the next piece of what keeps spans without stock, their minutes in the facts, and demand current. One transaction;
 * after an unclear end it is simply run again, and goes on with what is next.
 * @param values.most how many changed products (each in a store) it takes at once; 500 of them, with a year of
 *   movements each, take about a second
 * @param values.now ISO instant: days that are over by then are told to the facts
 */
export async function refreshPiece(db: Db, values: { most: number; now: string }): Promise<Piece> {
  const [row] = await db.query(
    'select refresh_availability(:most::integer, :now::timestamptz) as piece',
    values,
    z.object({ piece: Piece }),
  );
  if (row === undefined) throw new Error('A piece of availability answered no row');
  return row.piece;
}
