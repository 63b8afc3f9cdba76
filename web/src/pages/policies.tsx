import { SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { may } from '#domain/users/rights.ts';
import { Budgets } from '#web/features/policies/budgets.tsx';
import { PoliciesSearch } from '#web/features/policies/policies-search.ts';
import { StopSwitch } from '#web/features/policies/stop.tsx';
import { useSupplierChoice } from '#web/features/suppliers/list-suppliers.ts';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { useStoreList, useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Page } from '#web/ui/page.tsx';
import { EffectivePart } from './policies-effective.tsx';
import { PolicyHere } from './policies-here.tsx';
import { PromotionsPart } from './policies-promotions.tsx';
import { SetPart } from './policies-set.tsx';

const route = getRouteApi('/inside/policies');

const parts = [
  { value: '', label: 'What is set' },
  { value: 'products', label: 'By product' },
  { value: 'budgets', label: 'Budgets' },
  { value: 'promotions', label: 'Promotions' },
];

/** How stock is replenished: for the chain, categories, stores and products; and the switch that ends it. */
export function PoliciesPage() {
  const filter = PoliciesSearch.parse(route.useSearch());
  const navigate = route.useNavigate();
  const me = useMe().data;
  const isNamed = !useStoreList().isPending;
  const isReady = me !== undefined && isNamed;
  const stores = useStores().filter(({ isArchived }) => !isArchived);
  const suppliers = useSupplierChoice();
  const mayEverywhere = useMayEverywhere('replenishment.edit');
  const mayEdit = (storeId: string | null) => me !== undefined && may(me, 'replenishment.edit', storeId);
  const change = (next: Partial<PoliciesSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const part = { filter, change, stores, suppliers, mayEdit };
  return (
    <Page
      title="Policies"
      note={
        <Link className="link" to={paths.suggestions}>
          Suggestions
        </Link>
      }
      actions={
        <SegmentedControl
          aria-label="Part"
          data={parts}
          value={filter.show ?? ''}
          onChange={(show) => change(PoliciesSearch.parse({ show }))}
        />
      }
    >
      <StopSwitch mayEdit={mayEverywhere} />
      {isReady ? null : <Skeleton h={320} />}
      {isReady && filter.show === undefined ? <SetPart {...part} /> : null}
      {isReady && filter.edit === 'here' ? <PolicyHere {...part} /> : null}
      {isReady && filter.show === 'products' ? <EffectivePart {...part} /> : null}
      {isReady && filter.show === 'budgets' ? <Budgets stores={stores} mayEdit={mayEdit} /> : null}
      {isReady && filter.show === 'promotions' ? <PromotionsPart {...part} /> : null}
    </Page>
  );
}
