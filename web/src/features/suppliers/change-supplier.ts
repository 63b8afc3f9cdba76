import {
  type NewSupplier,
  SuppliedProduct,
  SupplierDetail,
  type SupplierEdit,
  type SupplierItemEdit,
  type SupplierItemRemoval,
  SupplierItemRemoved,
} from '#domain/suppliers/supplier.ts';
import { post, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

const pathOf = (supplierId: string) => `/suppliers/${encodeURIComponent(supplierId)}`;
const itemOf = ({ supplierId, productId }: { supplierId: string; productId: string }) =>
  `${pathOf(supplierId)}/items/${encodeURIComponent(productId)}`;

export const useCreateSupplier = () =>
  useWrite((supplier: NewSupplier) => post('/suppliers', SupplierDetail, supplier));

export const useEditSupplier = () =>
  useWrite(({ supplierId, ...body }: SupplierEdit) => put(pathOf(supplierId), SupplierDetail, body));

export const usePutItem = () =>
  useWrite(({ supplierId, productId, ...body }: SupplierItemEdit) =>
    put(itemOf({ supplierId, productId }), SuppliedProduct, body),
  );

export const useRemoveItem = () =>
  useWrite(({ supplierId, productId, version }: SupplierItemRemoval) =>
    post(`${itemOf({ supplierId, productId })}/remove`, SupplierItemRemoved, { version }),
  );
