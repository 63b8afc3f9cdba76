import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useProduct } from '#web/features/products/get-product.ts';
import { ProductPicker } from '#web/features/products/product-picker.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';

type ProductChoiceProps = { productIds: string[]; error: string | null; onChange: (productIds: string[]) => void };

/** Several products: each that is looked for is added to those that are chosen. */
export function ProductChoice({ productIds, error, onChange }: ProductChoiceProps) {
  return (
    <div>
      <ProductPicker
        isLater
        key={productIds.length}
        value=""
        error={error}
        onChange={(id) => onChange([...new Set([...productIds, id])])}
      />
      <ul className={rows['list']} aria-label="Chosen products">
        {productIds.map((id) => (
          <Chosen key={id} productId={id} onRemove={() => onChange(productIds.filter((one) => one !== id))} />
        ))}
      </ul>
    </div>
  );
}

function Chosen({ productId, onRemove }: { productId: string; onRemove: () => void }) {
  const product = useProduct(productId).data;
  return (
    <li className={listing['row']} style={{ alignItems: 'center' }}>
      <span>{product ? `${product.name} (${product.sku})` : '…'}</span>
      <ActionIcon variant="subtle" color="gray" aria-label={`Take ${product?.sku ?? 'it'} off`} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}
