import { lambda } from '#functions/http.ts';
import { createStoreRoute } from './create-store.ts';
import { editStoreRoute } from './edit-store.ts';

export const handler = lambda([createStoreRoute, editStoreRoute]);
