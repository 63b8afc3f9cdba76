import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { countStatuses } from '#domain/counts/count-sheet.ts';
import { may } from '#domain/users/rights.ts';
import { useCountSheets, useCreateSheet } from '#web/features/counts/count-sheets.ts';
import { SheetForm } from '#web/features/counts/sheet-form.tsx';
import { SheetList } from '#web/features/counts/sheet-list.tsx';
import { statusWords } from '#web/features/counts/sheet-words.ts';
import { useCategories } from '#web/features/products/list-products.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMay, useMe } from '#web/features/users/get-me.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths, type WatchSearch } from '#web/paths.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import { ProductChoice } from './product-choice.tsx';

const route = getRouteApi('/inside/count-sheets');
const statuses = [
  { value: '', label: 'Every state' },
  { value: 'under_way', label: 'Under way' },
  ...countStatuses.map((status) => ({ value: status as string, label: statusWords[status].label })),
];

/** What is being counted, and what was. */
export function CountSheetsPage() {
  const { store, state, product, new: isNew } = route.useSearch();
  const status = statuses.find(({ value }) => value === state)?.value;
  const navigate = route.useNavigate();
  const stores = useStores();
  const sheets = useCountSheets({ store, status });
  const mayCount = useMay('stock.count');
  const change = (next: Partial<WatchSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const close = () => change({ new: undefined, product: undefined });
  const isKnown = useMe().data !== undefined;
  // Its place is kept until it is known who asks.
  const add =
    mayCount || !isKnown ? (
      <Button style={isKnown ? {} : { visibility: 'hidden' }} onClick={() => change({ new: 'yes' })}>
        New count
      </Button>
    ) : null;
  return (
    <Page
      title="Count sheets"
      actions={
        <>
          <NativeSelect
            aria-label="State"
            w={170}
            data={statuses}
            value={status ?? ''}
            onChange={(event) => change({ state: event.currentTarget.value || undefined })}
          />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          {add}
        </>
      }
    >
      <Listing
        what="The count sheets"
        pages={sheets}
        empty={
          <Notice
            title={store || status ? 'No count matches' : 'Nothing has been counted yet'}
            minHeight={280}
            action={add}
          >
            A sheet says what is to be counted. Nothing changes before it is posted.
          </Notice>
        }
      >
        {(items) => <SheetList sheets={items} />}
      </Listing>
      <FormModal opened={isNew === 'yes' && mayCount && stores.length > 0} title="New count" onClose={close}>
        <NewOne store={store} product={product} onClose={close} />
      </FormModal>
    </Page>
  );
}

type NewOneProps = { store: string | undefined; product: string | undefined; onClose: () => void };

function NewOne({ store, product, onClose }: NewOneProps) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [made, setMade] = useState<string>();
  const caller = useMe().data;
  const stores = useStores().filter(({ id, isArchived }) => !isArchived && caller && may(caller, 'stock.count', id));
  const create = useCreateSheet();
  const navigate = useNavigate();
  return (
    <SheetForm
      stores={stores}
      store={store}
      categories={useCategories().map(({ category }) => category)}
      productId={product}
      renderProducts={(choosing) => <ProductChoice {...choosing} />}
      send={async (body) => {
        const sheet = await create.mutateAsync({ body, idempotencyKey });
        setMade(sheet.id);
        notify({ color: 'teal', title: 'Sheet made', message: `${sheet.lineCount} lines to count` });
      }}
      onDone={() => (made ? void navigate({ to: paths.countSheet, params: { sheetId: made } }) : onClose())}
      onCancel={onClose}
    />
  );
}
