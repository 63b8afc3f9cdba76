import type { ListedProduct, ProductDetail } from '#domain/catalogue/product.ts';
import { CategoryList, NewProduct, PricePage, ProductEdit, ProductPage } from '#domain/catalogue/product.ts';
import { NewStore, StoreDetail, StoreEdit, StoreList } from '#domain/stores/store.ts';
import {
  NewSupplier,
  SuppliedProduct,
  SuppliedProductPage,
  SupplierDetail,
  SupplierEdit,
  SupplierItemEdit,
  SupplierPage,
} from '#domain/suppliers/supplier.ts';
import { productCount, productDetail, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const changed = { version: 3, changedAt: '2026-11-20T09:00:00.000Z', changedBy: 'u2', changedByName: 'Ada Admin' };
const week = (hours: { opens: string; closes: string }[]) => ({
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
  saturday: hours,
  sunday: [],
});

/** Stores, products and suppliers that can be added and edited, each edit on the version it has read. */
export function fakeMasters() {
  const state = {
    stores: stores.map((store): StoreDetail => ({
      ...store,
      hours: week([{ opens: '09:00', closes: '18:00' }]),
      closures: [{ from: '2026-12-25', to: '2026-12-26', reason: 'Christmas' }],
      expectedFeeds: [{ kind: 'sales', weekdays: ['monday', 'tuesday'], by: '23:00' }],
      overselling: 'refuse',
      isCurrencyFixed: store.id !== '2',
      ...changed,
    })),
    products: Array.from({ length: productCount }, (_, index) => productDetail(String(index + 1))!),
    suppliers: ['Northwear Trading', 'Hearth & Kiln Pottery', 'Lumen'].map((name, index): SupplierDetail => ({
      id: String(index + 1),
      code: name.split(' ')[0]!.toUpperCase(),
      name,
      email: index === 2 ? null : `orders@${name.split(' ')[0]!.toLowerCase()}.example`,
      phone: null,
      contact: null,
      leadTimeDays: index === 2 ? null : 7 + index,
      tolerancePercent: null,
      minOrderValue: '150',
      isArchived: false,
      itemCount: 12,
      note: index === 0 ? 'Closed in August' : null,
      ...changed,
    })),
    items: [1, 2, 3].map((number): SuppliedProduct => ({
      productId: String(number),
      sku: productDetail(String(number))!.sku,
      name: productDetail(String(number))!.name,
      status: 'active',
      supplierSku: `NW-${number}`,
      packSize: '6',
      minOrder: '12',
      leadTimeDays: number === 1 ? null : 7,
      cost: '2.100000',
      ...changed,
    })),
    /** What the next write refuses, once. */
    refuse: null as { path: string; message: string } | null,
  };

  const fresh = <Thing extends { version: number }>(
    thing: Thing | undefined,
    version: unknown,
    noun: string,
  ): Thing => {
    if (!thing) throw missing();
    if (thing.version !== version)
      throw new Refusal(409, `${noun}.stale`, 'Ada Admin changed it a minute ago; read it again');
    return thing;
  };
  const listed = ({ barcodes: _b, suppliers: _s, levels, prices: _p, ...product }: ProductDetail): ListedProduct => ({
    ...product,
    onHand: levels.length > 0 ? String(levels.reduce((sum, { onHand }) => sum + Number(onHand), 0)) : null,
  });
  const products = (query: URLSearchParams) => {
    const search = query.get('search')?.toLowerCase() ?? '';
    const status = query.get('status');
    const found = state.products
      .filter(({ name, sku }) => `${name} ${sku}`.toLowerCase().includes(search))
      .filter((product) => (query.get('category') ?? product.category) === product.category)
      .filter(
        (product) =>
          status === null || product.status === status || (status === 'current' && product.status !== 'archived'),
      )
      .filter(({ status: now, price }) => query.get('needsAttention') === null || now === 'draft' || price === null);
    return ProductPage.parse(pageOf(found.map(listed), query));
  };
  function write(route: string, ids: Record<string, string>, body: Record<string, unknown>): unknown {
    const refused = state.refuse;
    state.refuse = null;
    if (refused)
      throw new Refusal(400, 'request.invalid', 'Some fields are not as they should be; see errors', [refused]);
    switch (route) {
      case 'POST stores': {
        const store = NewStore.parse(body);
        const id = String(state.stores.length + 1);
        state.stores.push({ ...store, id, isArchived: false, isCurrencyFixed: false, ...changed, version: 1 });
        return StoreDetail.parse(state.stores.at(-1));
      }
      case 'PUT stores/id': {
        const { storeId, version, ...edit } = StoreEdit.parse({ ...body, ...ids });
        const store = fresh(
          state.stores.find(({ id }) => id === storeId),
          version,
          'store',
        );
        return StoreDetail.parse(Object.assign(store, edit, { version: version + 1 }));
      }
      case 'POST products': {
        const id = String(state.products.length + 1);
        state.products.push({ ...NewProduct.parse(body), id, suppliers: [], levels: [], prices: [], ...changed });
        return state.products.at(-1);
      }
      case 'PUT products/id': {
        const { productId, version, ...edit } = ProductEdit.parse({ ...body, ...ids });
        const product = fresh(
          state.products.find(({ id }) => id === productId),
          version,
          'product',
        );
        return Object.assign(product, edit, { version: version + 1 });
      }
      case 'POST suppliers': {
        const id = String(state.suppliers.length + 1);
        state.suppliers.push({ ...NewSupplier.parse(body), id, isArchived: false, itemCount: 0, ...changed });
        return state.suppliers.at(-1);
      }
      case 'PUT suppliers/id': {
        const { supplierId, version, ...edit } = SupplierEdit.parse({ ...body, ...ids });
        const supplier = fresh(
          state.suppliers.find(({ id }) => id === supplierId),
          version,
          'supplier',
        );
        return Object.assign(supplier, edit, { version: version + 1 });
      }
      case 'PUT suppliers/id/items/id': {
        const { version, ...terms } = SupplierItemEdit.parse({ ...body, ...ids });
        const known = state.items.find(({ productId }) => productId === terms.productId);
        if (known) return Object.assign(fresh(known, version, 'supplier_item'), terms, { version: (version ?? 0) + 1 });
        const product = state.products.find(({ id }) => id === terms.productId);
        if (!product) throw missing();
        const { sku, name, status } = product;
        const item = SuppliedProduct.parse({ ...terms, sku, name, status, ...changed, version: 1 });
        state.items.push(item);
        return item;
      }
      case 'POST suppliers/id/items/id/remove':
        state.items = state.items.filter(({ productId }) => productId !== ids['productId']);
        return { removed: true };
      default:
        return undefined;
    }
  }

  function read(route: string, ids: Record<string, string>, query: URLSearchParams): unknown {
    const found = <Thing extends { id: string }>(things: Thing[], id: string | undefined) => {
      const thing = things.find((one) => one.id === id);
      if (!thing) throw missing();
      return thing;
    };
    switch (route) {
      case 'GET stores':
        return StoreList.parse({ items: state.stores });
      case 'GET stores/id':
        return StoreDetail.parse(found(state.stores, ids['storeId']));
      case 'GET products':
        return products(query);
      case 'GET products/id':
        return found(state.products, ids['productId']);
      case 'GET products/id/prices':
        return PricePage.parse({ items: found(state.products, ids['productId']).prices, nextCursor: null });
      case 'GET categories':
        return CategoryList.parse({ items: ['Garden', 'Kitchen'].map((category) => ({ category, products: 80 })) });
      case 'GET suppliers': {
        const search = query.get('search')?.toLowerCase() ?? '';
        return SupplierPage.parse(
          pageOf(
            state.suppliers
              .filter(({ name }) => name.toLowerCase().includes(search))
              .filter(({ isArchived }) => (query.get('archived') ?? String(isArchived)) === String(isArchived)),
            query,
          ),
        );
      }
      case 'GET suppliers/id':
        return SupplierDetail.parse(found(state.suppliers, ids['supplierId']));
      case 'GET suppliers/id/items':
        return SuppliedProductPage.parse(pageOf(state.items, query));
      default:
        return undefined;
    }
  }
  return { state, read, write };
}
