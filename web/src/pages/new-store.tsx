import { notify } from '#web/ui/notify.tsx';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { NewStore } from '#domain/stores/store.ts';
import { useCreateStore } from '#web/features/stores/change-store.ts';
import { blank } from '#web/features/stores/store-draft.ts';
import { StoreForm } from '#web/features/stores/store-form.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

export function NewStorePage() {
  const navigate = useNavigate();
  const create = useCreateStore();
  const stores = useStoreList();
  const isKnown = useMe().data !== undefined;
  const mayEdit = useMayEverywhere('store.edit');
  const leave = () => void navigate({ to: paths.stores });
  // The first store is a step of the guide on the dashboard, which goes on from there.
  const wasFirst = useRef(false);
  const goOn = () => (wasFirst.current ? void navigate({ to: paths.dashboard }) : leave());
  if (isKnown && !mayEdit)
    return (
      <Page title="New store">
        <Notice title="Only an admin of every store can open a new one" minHeight="40vh" />
      </Page>
    );
  return (
    <Page title="New store">
      {stores.data || stores.error ? (
        <StoreForm
          start={blank(stores.data?.[0]?.currency ?? '')}
          schema={NewStore}
          body={({ isArchived: _none, ...draft }) => draft}
          send={async (store) => {
            wasFirst.current = stores.data?.length === 0;
            await create.mutateAsync(store);
            notify({
              color: 'teal',
              title: 'Store created',
              message: `${store.name} is ready for its files`,
            });
          }}
          isCurrencyFixed={false}
          readOnly={false}
          onDone={goOn}
          onCancel={leave}
        />
      ) : null}
    </Page>
  );
}
