import type * as z from 'zod';
import { type NewTillKey, NewTillKeyDone, TillKey, TillKeyPage } from '#domain/tills/till-key.ts';
import { post } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { useWrite } from '#web/lib/queries.ts';

export const useTillKeys = (store: string | undefined) => usePages(['till-keys'], '/till-keys', TillKeyPage, { store });

export const useCreateTillKey = () =>
  useWrite((key: z.input<typeof NewTillKey>) => post('/till-keys', NewTillKeyDone, key));

/** A new secret; the old one goes on for a day. */
export const useRotateTillKey = () =>
  useWrite(({ id }: TillKey) => post(`/till-keys/${encodeURIComponent(id)}/rotate`, NewTillKeyDone, {}));

export const useRevokeTillKey = () =>
  useWrite(({ id }: TillKey) => post(`/till-keys/${encodeURIComponent(id)}/revoke`, TillKey, {}));
