import { at, type Make, versionOf } from './request.ts';

const product = (sku: string) => ({
  sku,
  name: 'Mug',
  category: 'Kitchen',
  family: 'Mugs',
  status: 'active',
  isStocked: true,
  price: '2.5',
  cost: '1',
  reorderPoint: '5',
  barcodes: [`5${sku}`],
});

const supplier = (code: string) => ({
  code,
  name: code,
  email: 'orders@example.com',
  phone: '0113',
  contact: 'Ann',
  leadTimeDays: 7,
  minOrderValue: '150',
  tolerancePercent: 10,
  note: 'Closed in August',
});

const terms = { supplierSku: 'A-1', packSize: '6', minOrder: '12', leadTimeDays: 7, cost: '2.1' };

/** How to ask for products and suppliers. */
export const catalogueRequests: Record<string, Make> = {
  'GET /products': () => at('/products', { query: { search: 'mug', category: 'Kitchen' } }),
  'GET /products/{productId}': ({ product: id }) => at(`/products/${id}`),
  'POST /products': (world) => at('/products', { body: product(`P${world.next()}`) }),
  async 'PUT /products/{productId}'(world) {
    const version = await versionOf(world, 'product', 'id = $1', [world.product]);
    return at(`/products/${world.product}`, { body: { ...product('MUG'), version } });
  },
  'GET /products/{productId}/prices': ({ product: id }) => at(`/products/${id}/prices`),
  'GET /categories': () => at('/categories'),
  'GET /suppliers': () => at('/suppliers', { query: { search: 'clay' } }),
  'GET /suppliers/{supplierId}': (world) => at(`/suppliers/${world.supplier}`),
  'POST /suppliers': (world) => at('/suppliers', { body: supplier(`V${world.next()}`) }),
  async 'PUT /suppliers/{supplierId}'(world) {
    const version = await versionOf(world, 'supplier', 'id = $1', [world.supplier]);
    return at(`/suppliers/${world.supplier}`, { body: { ...supplier('CLAY'), version, isArchived: false } });
  },
  'GET /suppliers/{supplierId}/items': (world) => at(`/suppliers/${world.supplier}/items`),
  async 'PUT /suppliers/{supplierId}/items/{productId}'(world) {
    const of = [world.supplier, world.product];
    await world.sql.query(
      'insert into supplier_item (supplier_id, product_id) values ($1, $2) on conflict do nothing',
      of,
    );
    const version = await versionOf(world, 'supplier_item', 'supplier_id = $1 and product_id = $2', of);
    return at(`/suppliers/${of[0]}/items/${of[1]}`, { body: { ...terms, version } });
  },
  async 'POST /suppliers/{supplierId}/items/{productId}/remove'(world) {
    const of = [world.supplier, world.product];
    const version = await versionOf(world, 'supplier_item', 'supplier_id = $1 and product_id = $2', of);
    return at(`/suppliers/${of[0]}/items/${of[1]}/remove`, { body: { version } });
  },
};
