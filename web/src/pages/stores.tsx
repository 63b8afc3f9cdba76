import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { StoreList } from '#web/features/stores/store-list.tsx';
import { useMayEverywhere } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

export function StoresPage() {
  const stores = useStoreList();
  const mayEdit = useMayEverywhere('store.edit');
  const add = mayEdit ? (
    <Button renderRoot={(props) => <Link {...props} to={paths.newStore} />}>New store</Button>
  ) : null;
  // A chain has tens of stores: one page, and never a next one.
  const pages = {
    data: stores.data && { pages: [{ items: stores.data }] },
    error: stores.error,
    refetch: stores.refetch,
    isPlaceholderData: false,
    hasNextPage: false,
    isFetchingNextPage: false,
    fetchNextPage: stores.refetch,
  };
  return (
    <Page title="Stores" actions={add}>
      <Listing
        what="The stores"
        pages={pages}
        empty={
          <Notice title="No store yet" minHeight={280} action={add}>
            Everything happens in a store: what is counted, what is delivered, what is sold.
          </Notice>
        }
      >
        {(items) => <StoreList stores={items} />}
      </Listing>
    </Page>
  );
}
