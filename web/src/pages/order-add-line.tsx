import { useState } from 'react';
import { fetchProduct } from '#web/features/products/get-product.ts';
import { ProductPicker } from '#web/features/products/product-picker.tsx';
import { notify } from '#web/ui/notify.tsx';
import { explain } from '#web/lib/problem.ts';

type AddLineProps = {
  supplierId: string;
  onAdd: (line: { productId: string; name: string; sku: string; quantity: string; soldBy: string[] }) => void;
};

/** Adds a product to an order: the least that the supplier sends of it, in whole packs. */
export function AddLine({ supplierId, onAdd }: AddLineProps) {
  const [nth, setNth] = useState(0);
  const add = async (productId: string) => {
    try {
      const { name, sku, suppliers } = await fetchProduct(productId);
      const terms = suppliers.find((one) => one.supplierId === supplierId);
      const pack = Number(terms?.packSize ?? 1);
      const quantity = Math.max(1, Math.ceil(Number(terms?.minOrder ?? 0) / pack)) * pack;
      onAdd({ productId, name, sku, quantity: String(quantity), soldBy: suppliers.map((one) => one.supplierId) });
      setNth((now) => now + 1);
    } catch (error) {
      notify({ color: 'red', title: 'Not added', message: explain(error) });
    }
  };
  // Drawn anew after each, so that the next one can be typed at once.
  return <ProductPicker key={nth} value="" error={null} onChange={(productId) => void add(productId)} />;
}
