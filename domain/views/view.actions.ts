import { DomainError } from '#domain/errors.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { NewView, SavedView, ViewEdit } from './view.ts';
import { listViewRows, removeViewRow, saveViewRow } from './view.sql.ts';

/**
 * The caller's own views, by name.
 * @throws DomainError forbidden to whoever holds no role
 */
export async function listViews({ db }: Platform, caller: Caller): Promise<{ items: SavedView[] }> {
  visibleStores(caller, 'stock.read');
  return { items: await listViewRows(db, caller.userId) };
}

/**
 * Keeps an address under a name.
 * @throws DomainError forbidden, `view.taken` (a view of theirs has that name), `view.conflict` (they have `maxViews`)
 */
export async function saveView({ db }: Platform, caller: Caller, view: NewView): Promise<SavedView> {
  visibleStores(caller, 'stock.read');
  const id = await saveViewRow(db, { ...view, userId: caller.userId, viewId: null });
  if (id === null) throw unknownView();
  return { id, ...view };
}

/**
 * Puts another name and address into a view.
 * @throws DomainError forbidden, `view.unknown` (also for somebody else's), `view.taken`
 */
export async function editView({ db }: Platform, caller: Caller, { viewId, ...view }: ViewEdit): Promise<SavedView> {
  visibleStores(caller, 'stock.read');
  const id = await saveViewRow(db, { ...view, userId: caller.userId, viewId });
  if (id === null) throw unknownView();
  return { id, ...view };
}

/** @throws DomainError forbidden, `view.unknown` (also for somebody else's) */
export async function removeView(
  { db }: Platform,
  caller: Caller,
  { viewId }: { viewId: string },
): Promise<{ removed: boolean }> {
  visibleStores(caller, 'stock.read');
  if (!(await removeViewRow(db, { userId: caller.userId, viewId }))) throw unknownView();
  return { removed: true };
}

const unknownView = () => new DomainError('missing', 'view.unknown', 'There is no such view');
