import { type NewStore, StoreDetail, type StoreEdit } from '#domain/stores/store.ts';
import { post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

export const useCreateStore = () => useWrite((store: NewStore) => post('/stores', StoreDetail, store));

export const useEditStore = () =>
  useWrite(({ storeId, ...body }: StoreEdit) => put(`/stores/${encodeURIComponent(storeId)}`, StoreDetail, body));
