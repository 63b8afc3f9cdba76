import { useState } from 'react';
import { may } from '#domain/users/rights.ts';
import { useQueryClient } from '@tanstack/react-query';
import type { DraftLine } from '#web/features/transfers/transfer-draft.ts';
import { fetchProduct } from '#web/features/products/get-product.ts';
import { useMe } from '#web/features/users/get-me.ts';
import { ProductPicker } from '#web/features/products/product-picker.tsx';

type LinePickerProps = {
  storeId: string;
  error: string | null;
  onPick: (line: Omit<DraftLine, 'quantity'>) => void;
};

/** Looks for a product and adds it as a line, with how many the sending store has of it, where one may see that. */
export function LinePicker({ storeId, error, onPick }: LinePickerProps) {
  const queries = useQueryClient();
  const caller = useMe().data;
  const seesStore = caller !== undefined && may(caller, 'stock.read', storeId);
  // Drawn anew, and empty, after each choice.
  const [turn, setTurn] = useState(0);
  const add = async (productId: string) => {
    const product = await queries.fetchQuery({
      queryKey: ['product', productId, 'detail'],
      queryFn: ({ signal }) => fetchProduct(productId, signal),
    });
    const available = product.levels.find((level) => level.storeId === storeId)?.available ?? '0';
    onPick({ productId, sku: product.sku, name: product.name, available: seesStore ? available : null });
    setTurn(turn + 1);
  };
  return <ProductPicker isLater key={turn} value="" error={error} onChange={(productId) => void add(productId)} />;
}
