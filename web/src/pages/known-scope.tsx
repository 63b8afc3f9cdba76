import { Button } from '@mantine/core';
import { Navigate, useNavigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useStoreList } from '#web/lib/stores.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { currenciesOf } from '#web/ui/use-today.ts';

type Scope = { store?: string | undefined; currency?: string | undefined };

/**
 * The page. In place of one whose address names a store that the viewer does not see, that alone and the way to their
 * own; a currency in which none of their stores trades is dropped from the address. The API has the last word on both:
 * until the stores are known the page is drawn.
 */
export function KnownScope({ children }: { children: ReactNode }) {
  const store = useRouterState({ select: ({ matches }) => (matches.at(-1)?.search as Scope | undefined)?.store });
  const currency = useRouterState({ select: ({ matches }) => (matches.at(-1)?.search as Scope | undefined)?.currency });
  const navigate = useNavigate();
  const { data: stores, refetch } = useStoreList();
  const isStrange = store !== undefined && stores !== undefined && !stores.some(({ id }) => id === store);
  useEffect(() => {
    // It may have been opened since the list was read.
    if (isStrange) void refetch();
  }, [isStrange, store, refetch]);

  if (isStrange)
    return (
      <Page title="No such store">
        <Notice
          title="This store does not exist, or you may not see it"
          minHeight="40vh"
          action={
            <Button
              variant="default"
              onClick={() => void navigate({ to: '.', search: (old) => ({ ...old, store: undefined }) })}
            >
              Show my stores
            </Button>
          }
        >
          The link names a store that is not among yours.
        </Notice>
      </Page>
    );
  const open = stores?.filter(({ isArchived }) => !isArchived);
  if (currency !== undefined && open && !currenciesOf(open).includes(currency))
    return <Navigate to="." search={(old) => ({ ...old, currency: undefined })} replace />;
  return children;
}
