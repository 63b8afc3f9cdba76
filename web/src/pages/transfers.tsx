import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { NewTransfer, type Partner, transferStatuses } from '#domain/transfers/transfer.ts';
import { may } from '#domain/users/rights.ts';
import { useProduct } from '#web/features/products/get-product.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useCreateTransfer } from '#web/features/transfers/change-transfer.ts';
import { usePartners, useTransfers } from '#web/features/transfers/list-transfers.ts';
import { bodyOf } from '#web/features/transfers/transfer-draft.ts';
import { TransferForm } from '#web/features/transfers/transfer-form.tsx';
import { TransferList, Underway } from '#web/features/transfers/transfer-list.tsx';
import { statusWords } from '#web/features/transfers/transfer-words.ts';
import { useMay, useMe } from '#web/features/users/get-me.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths, type WatchSearch } from '#web/paths.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import { LinePicker } from './line-picker.tsx';

const route = getRouteApi('/inside/transfers');
const statuses = [
  { value: '', label: 'Every state' },
  { value: 'open', label: 'Draft or on the way' },
  ...transferStatuses.map((status) => ({ value: status as string, label: statusWords[status].label })),
];

/** Stock that goes from one store to another. */
export function TransfersPage() {
  const { store, state, product, new: isNew } = route.useSearch();
  const status = statuses.find(({ value }) => value === state)?.value;
  const navigate = route.useNavigate();
  const stores = useStores();
  const transfers = useTransfers({ store, status });
  const mayMove = useMay('stock.move');
  const change = (next: Partial<WatchSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const isKnown = useMe().data !== undefined;
  // Its place is kept until it is known who asks.
  const add =
    mayMove || !isKnown ? (
      <Button style={isKnown ? {} : { visibility: 'hidden' }} onClick={() => change({ new: 'yes' })}>
        New transfer
      </Button>
    ) : null;
  const known = useProduct(product).data;
  const isOpen = isNew === 'yes' && mayMove;
  const partners = usePartners(isOpen);
  const isReady = partners.data !== undefined && (product === undefined || known !== undefined);
  return (
    <Page
      title="Transfers"
      actions={
        <>
          <NativeSelect
            aria-label="State"
            w={190}
            data={statuses}
            value={status ?? ''}
            onChange={(event) => change({ state: event.currentTarget.value || undefined })}
          />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          {add}
        </>
      }
    >
      <Underway onTheWay={transfers.data?.pages[0]?.onTheWay} />
      <Listing
        what="The transfers"
        pages={transfers}
        empty={
          <Notice title={store || status ? 'No transfer matches' : 'No transfer yet'} minHeight={280} action={add}>
            A transfer takes stock out of one store and, when it has arrived, into another.
          </Notice>
        }
      >
        {(items) => <TransferList transfers={items} />}
      </Listing>
      <FormModal opened={isOpen && isReady} title="New transfer" onClose={() => change({ new: undefined })}>
        <NewOne
          partners={partners.data ?? []}
          store={store}
          product={product}
          onClose={() => change({ new: undefined, product: undefined })}
        />
      </FormModal>
    </Page>
  );
}

type NewOneProps = { partners: Partner[]; store: string | undefined; product: string | undefined; onClose: () => void };

function NewOne({ partners, store, product, onClose }: NewOneProps) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const me = useMe().data;
  const create = useCreateTransfer();
  const navigate = useNavigate();
  const [made, setMade] = useState<string>();
  const known = useProduct(product).data;
  const level = known?.levels.find(({ storeId }) => storeId === store);
  const lines = known
    ? [{ productId: known.id, sku: known.sku, name: known.name, quantity: '1', available: level?.available ?? null }]
    : [];
  return (
    <TransferForm
      start={{
        draft: { fromStoreId: store ?? '', toStoreId: '', expectedOn: '', note: '', lines },
        version: undefined,
      }}
      schema={NewTransfer}
      body={bodyOf}
      send={async (body) => {
        const { id } = await create.mutateAsync({ body, idempotencyKey });
        setMade(id);
        notify({
          color: 'teal',
          title: `Transfer ${id} drafted`,
          message: 'Nothing has moved yet: ship it when it leaves',
        });
      }}
      stores={partners}
      isMine={(id) => me !== undefined && may(me, 'stock.move', id)}
      action="Draft the transfer"
      renderPicker={(picking) => <LinePicker {...picking} />}
      onDone={() => (made ? void navigate({ to: paths.transfer, params: { transferId: made } }) : onClose())}
      onCancel={onClose}
    />
  );
}
