import { lambda } from '#functions/http.ts';
import { createProductRoute } from './create-product.ts';
import { editProductRoute } from './edit-product.ts';

export const handler = lambda([createProductRoute, editProductRoute]);
