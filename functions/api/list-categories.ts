import * as z from 'zod';
import { listCategories } from '#domain/catalogue/product.actions.ts';
import { CategoryList } from '#domain/catalogue/product.ts';
import { route } from '#functions/http.ts';

export const listCategoriesRoute = route({
  method: 'GET',
  path: '/categories',
  summary: 'The categories in use, by name',
  permission: 'stock.read',
  input: z.object({}),
  output: CategoryList,
  run: listCategories,
});
