import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Id } from '#domain/values.ts';
import { type NewView, SavedView } from './view.ts';

/** A person's views by name; at most `maxViews` there can be. */
export async function listViewRows(db: Db, userId: string): Promise<SavedView[]> {
  return db.query(
    `select id::text, name, path, search from saved_view where user_id = :userId::text order by lower(name)`,
    { userId },
    SavedView,
  );
}

const ViewId = z.object({ viewId: Id.nullable() });

/**
 * Keeps a view, or changes one; see save_view in the migrations for what it refuses.
 * @returns its id, or null where the person has no view `viewId`
 */
export async function saveViewRow(
  db: Db,
  values: NewView & { userId: string; viewId: string | null },
): Promise<string | null> {
  const [row] = await db.query(
    `select save_view(:userId::text, :viewId::bigint, :name::text, :path::text, :search::text)::text as "viewId"`,
    values,
    ViewId,
  );
  return row?.viewId ?? null;
}

/** @returns whether the person had that view */
export async function removeViewRow(db: Db, values: { userId: string; viewId: string }): Promise<boolean> {
  const rows = await db.query(
    `delete from saved_view where id = :viewId::bigint and user_id = :userId::text returning id::text as "viewId"`,
    values,
    ViewId,
  );
  return rows.length > 0;
}
