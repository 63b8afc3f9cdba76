import { Modal, Skeleton } from '@mantine/core';
import type { Adjusting, Swapping } from '#web/features/alerts/mend.tsx';
import { SwapForm } from '#web/features/alerts/swap-form.tsx';
import { AdjustForm } from '#web/features/products/adjust-form.tsx';
import { useProduct } from '#web/features/products/get-product.ts';
import { useStores } from '#web/lib/stores.ts';

type MendFormsProps = { mending: Adjusting | Swapping | undefined; onDone: () => void };

/** The form that mends what an alert is about, filled in: nothing is booked before somebody has looked at it. */
export function MendForms({ mending, onDone }: MendFormsProps) {
  return (
    <Modal
      opened={mending !== undefined}
      onClose={onDone}
      title={mending?.kind === 'swap' ? 'Move to the right number' : 'Adjust stock'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {mending?.kind === 'adjust' ? <Adjust mending={mending} onDone={onDone} /> : null}
      {mending?.kind === 'swap' ? <Swap mending={mending} onDone={onDone} /> : null}
    </Modal>
  );
}

function Adjust({ mending, onDone }: { mending: Adjusting; onDone: () => void }) {
  const product = useProduct(mending.productId).data;
  const stores = useStores().filter(({ id }) => id === mending.storeId);
  if (!product || stores.length === 0) return <Skeleton h={380} />;
  return (
    <AdjustForm
      product={product}
      stores={stores}
      store={mending.storeId}
      start={{ quantity: mending.quantity, note: mending.note }}
      onDone={onDone}
    />
  );
}

function Swap({ mending, onDone }: { mending: Swapping; onDone: () => void }) {
  const from = useProduct(mending.fromProductId).data;
  const to = useProduct(mending.toProductId).data;
  if (!from || !to) return <Skeleton h={320} />;
  return <SwapForm swap={mending} from={from.sku} to={to.sku} onDone={onDone} />;
}
