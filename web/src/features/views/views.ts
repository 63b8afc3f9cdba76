import { useQuery } from '@tanstack/react-query';
import { type NewView, SavedView, SavedViewList, ViewRemoved } from '#domain/views/view.ts';
import { get, post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

export type { NewView, SavedView } from '#domain/views/view.ts';

/** One's own saved views, by name. */
export const useViews = () =>
  useQuery({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await get('/views', SavedViewList, { signal })).items,
    staleTime: 60_000,
  });

export const useSaveView = () => useWrite((view: NewView) => post('/views', SavedView, view));

export const useEditView = () =>
  useWrite(({ id, ...view }: SavedView) => put(`/views/${encodeURIComponent(id)}`, SavedView, view));

export const useRemoveView = () =>
  useWrite((id: string) => post(`/views/${encodeURIComponent(id)}/remove`, ViewRemoved, {}));
