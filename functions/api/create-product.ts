import { createProduct } from '#domain/catalogue/product.actions.ts';
import { NewProduct, ProductDetail } from '#domain/catalogue/product.ts';
import { route } from '#functions/http.ts';

export const createProductRoute = route({
  method: 'POST',
  path: '/products',
  summary: 'Add a product',
  description:
    'A SKU or barcode that is in use is refused (409 `product.taken`, `barcode.taken`, naming whose it is); the very ' +
    'same request again answers again.',
  permission: 'catalogue.edit',
  input: NewProduct,
  output: ProductDetail,
  run: createProduct,
});
