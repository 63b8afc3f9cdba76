import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { graceHours, type NewTillKeyDone, type TillKey } from '#domain/tills/till-key.ts';
import { may } from '#domain/users/rights.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { KeyForm } from '#web/features/tills/key-form.tsx';
import { KeyList } from '#web/features/tills/key-list.tsx';
import { Secret } from '#web/features/tills/secret.tsx';
import { useRevokeTillKey, useRotateTillKey, useTillKeys } from '#web/features/tills/till-keys.ts';
import { useMe } from '#web/features/users/get-me.ts';
import { useStoreList, useStores } from '#web/lib/stores.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

const route = getRouteApi('/inside/tills');

export function TillsPage() {
  const { store } = route.useSearch();
  const navigate = route.useNavigate();
  const isNamed = !useStoreList().isPending;
  const caller = useMe().data;
  const stores = useStores().filter(({ id, isArchived }) => caller && !isArchived && may(caller, 'till.manage', id));
  const keys = useTillKeys(store);
  const rotate = useRotateTillKey();
  const revoke = useRevokeTillKey();
  const [shown, setShown] = useState<'form' | NewTillKeyDone>();
  const [asked, setAsked] = useState<{ key: TillKey; deed: 'rotate' | 'revoke' }>();
  const ask = (deed: 'rotate' | 'revoke') => (key: TillKey) => {
    rotate.reset();
    revoke.reset();
    setAsked({ key, deed });
  };
  const close = () => setAsked(undefined);
  const add = stores.length > 0 ? <Button onClick={() => setShown('form')}>New key</Button> : null;
  return (
    <Page
      title="Tills"
      actions={
        <>
          <StoreFilter
            stores={stores}
            value={store}
            onChange={(chosen) => void navigate({ search: { store: chosen }, replace: true })}
          />
          {add}
        </>
      }
    >
      <Listing
        what="The keys"
        pages={keys}
        isReady={isNamed}
        empty={
          <Notice title="No till has a key yet" minHeight={280} action={add}>
            With a key, a till sends each sale as it happens instead of a file at night.
          </Notice>
        }
      >
        {(items) => <KeyList keys={items} onRotate={ask('rotate')} onRevoke={ask('revoke')} />}
      </Listing>
      <FormModal
        opened={shown !== undefined}
        title={typeof shown === 'object' ? `Key of ${shown.label}` : 'New key for a till'}
        onClose={() => setShown(undefined)}
      >
        {shown === 'form' ? (
          <KeyForm stores={stores} store={store} onMade={setShown} onCancel={() => setShown(undefined)} />
        ) : null}
        {typeof shown === 'object' ? <Secret made={shown} onDone={() => setShown(undefined)} /> : null}
      </FormModal>
      <Confirm
        opened={asked?.deed === 'rotate'}
        title={`A new secret for ${asked?.key.label ?? ''}?`}
        action="Make a new secret"
        deed={rotate}
        onClose={close}
        onConfirm={() => {
          if (asked)
            rotate.mutate(asked.key, {
              onSuccess: (made) => {
                close();
                setShown(made);
              },
            });
        }}
      >
        The old secret goes on working for {graceHours} hours, so that there is time to bring the new one to the till.
      </Confirm>
      <Confirm
        opened={asked?.deed === 'revoke'}
        title={`Revoke the key of ${asked?.key.label ?? ''}?`}
        action="Revoke"
        isDangerous
        deed={revoke}
        onClose={close}
        onConfirm={() => {
          if (asked) revoke.mutate(asked.key, { onSuccess: close });
        }}
      >
        The till is refused from this moment on. This cannot be undone: a new key would be needed.
      </Confirm>
    </Page>
  );
}
