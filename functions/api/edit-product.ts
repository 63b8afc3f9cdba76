import { editProduct } from '#domain/catalogue/product.actions.ts';
import { ProductDetail, ProductEdit } from '#domain/catalogue/product.ts';
import { route } from '#functions/http.ts';

export const editProductRoute = route({
  method: 'PUT',
  path: '/products/{productId}',
  summary: 'Change, complete, archive or restore a product',
  description:
    'Name the `version` you have read; 409 `product.stale`: somebody was faster, read it again. What has stock on ' +
    'hand can neither be archived nor stop being stocked (409 `product.has_stock`, naming the stores).',
  permission: 'catalogue.edit',
  input: ProductEdit,
  output: ProductDetail,
  run: editProduct,
});
