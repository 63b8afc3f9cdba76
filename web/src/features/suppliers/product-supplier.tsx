import { NativeSelect } from '@mantine/core';
import type { ProductDetail } from '#domain/catalogue/product.ts';
import { ItemForm } from './item-form.tsx';
import { useSupplierChoice } from './list-suppliers.ts';
import { itemEdition } from './supplier-draft.ts';

type Item = ProductDetail['suppliers'][number];
type ProductSupplierProps = {
  productId: string;
  /** Whose terms to edit; undefined: of a supplier yet to be chosen. */
  item: Item | undefined;
  /** Who sells the product now, and on what terms. */
  current: () => Promise<Item[]>;
  onDone: () => void;
};

/** The terms of one supplier of a product, seen from the product. */
export function ProductSupplier({ productId, item, current, onDone }: ProductSupplierProps) {
  const suppliers = useSupplierChoice();
  const start = itemEdition({ productId, supplierId: item?.supplierId ?? '' }, item);
  return (
    <ItemForm
      start={start}
      renderChoice={({ draft, set, problem }) =>
        item ? null : (
          <NativeSelect
            label="Supplier"
            required
            data-autofocus
            data={[
              { value: '', label: suppliers.length > 0 ? 'Choose…' : 'No supplier yet: add one under Suppliers' },
              ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={draft.supplierId}
            error={problem('supplierId') === null ? null : 'Choose a supplier'}
            onChange={(event) => set({ supplierId: event.currentTarget.value })}
          />
        )
      }
      reload={async ({ supplierId }) => {
        const terms = (await current()).find((one) => one.supplierId === supplierId);
        return itemEdition({ productId, supplierId }, terms);
      }}
      onDone={onDone}
    />
  );
}
