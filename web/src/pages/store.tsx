import { Skeleton } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { getRouteApi, Link } from '@tanstack/react-router';
import { StoreEdit } from '#domain/stores/store.ts';
import { may } from '#domain/users/rights.ts';
import { Id } from '#domain/values.ts';
import { useEditStore } from '#web/features/stores/change-store.ts';
import { fetchStore, useStore } from '#web/features/stores/get-store.ts';
import { editionOf } from '#web/features/stores/store-draft.ts';
import { StoreForm } from '#web/features/stores/store-form.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { ApiProblem } from '#web/lib/problem.ts';
import { paths } from '#web/paths.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { ChangesLink } from './changes-link.tsx';

const route = getRouteApi('/inside/stores/$storeId');

export function StorePage() {
  const { storeId } = route.useParams();
  const navigate = route.useNavigate();
  const { data: store, error, refetch } = useStore(storeId);
  const edit = useEditStore();
  const caller = useMe().data;
  const mayEdit = caller !== undefined && may(caller, 'store.edit', storeId);
  const leave = () => void navigate({ to: paths.stores });
  const all = (
    <Link className="link" to={paths.stores}>
      All stores
    </Link>
  );
  const isMissing = !Id.safeParse(storeId).success || (error instanceof ApiProblem && error.status === 404);
  return (
    <Page
      title={store?.name ?? (isMissing ? 'No such store' : 'Store')}
      note={all}
      actions={store ? <ChangesLink kind="store" subject={storeId} /> : null}
    >
      {store ? (
        <StoreForm
          key={storeId}
          start={editionOf(store)}
          schema={StoreEdit}
          body={(draft, version) => ({ ...draft, storeId, version })}
          send={async (body) => {
            await edit.mutateAsync(body);
            notify({ color: 'teal', title: 'Store saved', message: body.name });
          }}
          reload={async () => editionOf(await fetchStore(storeId))}
          isCurrencyFixed={store.isCurrencyFixed}
          readOnly={!mayEdit}
          onDone={leave}
          onCancel={leave}
        />
      ) : isMissing ? (
        <Notice title="This store does not exist" minHeight="40vh" action={all} />
      ) : error ? (
        <Failed what="The store" error={error} onRetry={() => void refetch()} minHeight="40vh" />
      ) : (
        <Skeleton h={480} maw={860} />
      )}
    </Page>
  );
}
