import * as z from 'zod';
import { Id, line } from '#domain/values.ts';

/** How many views one person may keep: what a menu can still show. The limit is kept by save_view in the migrations. */
export const maxViews = 50;

/** An address of the app: only letters, digits and single slashes, so that it can lead nowhere else. */
const AppPath = z
  .string()
  .max(200)
  .regex(/^\/(?:[a-z0-9-]+(?:\/[a-z0-9-]+)*)?$/, 'must be an address of the app, like /stock')
  .meta({ description: "The page's path", example: '/stock' });

const AppSearch = z
  .string()
  .max(1_000)
  .regex(/^(?:\?[\w.~%!$&'()*+,;=:@/?-]*)?$/, 'must be what stands behind a path, like ?state=low')
  .meta({ description: "The page's filters, as in its address", example: '?state=low&store=12' });

const Kept = {
  name: line(60).meta({ example: 'Low in Leeds' }),
  path: AppPath,
  search: AppSearch,
};

/** A page with its filters, kept under a name by one person for themselves. */
export const SavedView = z.object({ id: Id, ...Kept }).meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof SavedView>;

export const SavedViewList = z.object({ items: z.array(SavedView) });

export const NewView = z.strictObject(Kept).meta({ id: 'NewView' });
export type NewView = z.infer<typeof NewView>;

export const ViewEdit = z.strictObject({ viewId: Id, ...Kept });
export type ViewEdit = z.infer<typeof ViewEdit>;

export const ViewRemoved = z.object({ removed: z.boolean() });
