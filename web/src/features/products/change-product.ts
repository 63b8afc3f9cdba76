import {
  type NewProduct,
  type ProductDetail,
  ProductDetail as Answer,
  type ProductEdit,
} from '#domain/catalogue/product.ts';
import { post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

export const useCreateProduct = () => useWrite((product: NewProduct) => post('/products', Answer, product));

const edit = ({ productId, ...body }: ProductEdit) => put(`/products/${encodeURIComponent(productId)}`, Answer, body);
export const useEditProduct = () => useWrite(edit);

/** Takes a product out of use, or brings it back, as it stands on the page. */
export const useSetStatus = () =>
  useWrite(({ product, status }: { product: ProductDetail; status: ProductEdit['status'] }) => {
    const { sku, name, category, family, isStocked, price, cost, reorderPoint, barcodes, version } = product;
    const rest = { sku, name, category, family, isStocked, price, cost, reorderPoint, barcodes };
    return edit({ ...rest, productId: product.id, version, status });
  });
