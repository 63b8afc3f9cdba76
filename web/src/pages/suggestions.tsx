import { Button, NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { may } from '#domain/users/rights.ts';
import { BudgetLeft } from '#web/features/policies/budget-left.tsx';
import { useStop } from '#web/features/policies/get-policies.ts';
import { StopNotice } from '#web/features/policies/stop.tsx';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { StillReading } from '#web/features/imports/still-reading.tsx';
import { Grades } from '#web/features/suggestions/grades.tsx';
import { useSuggestions } from '#web/features/suggestions/list-suggestions.ts';
import { Runs } from '#web/features/suggestions/runs.tsx';
import { SuggestionList } from '#web/features/suggestions/suggestion-list.tsx';
import { SuggestionsSearch } from '#web/features/suggestions/suggestions-search.ts';
import { SuggestionPages } from '#web/features/suggestions/suggestion-pages.tsx';
import { useSupplierChoice } from '#web/features/suppliers/list-suppliers.ts';
import { SupplierFilter } from '#web/features/suppliers/supplier-filter.tsx';
import { useMay, useMe } from '#web/features/users/get-me.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';

const route = getRouteApi('/inside/suggestions');

const shown = [
  { value: '', label: 'To decide' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'changed', label: 'Changed' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'expired', label: 'Not decided' },
  { value: 'grades', label: 'How they turned out' },
];

/** What each store is to order, why, and what became of what was suggested before. */
export function SuggestionsPage() {
  const filter = SuggestionsSearch.parse(route.useSearch());
  const { store, supplier, product, show, search } = filter;
  const navigate = route.useNavigate();
  const me = useMe().data;
  const stores = useStores();
  const suppliers = useSupplierChoice();
  const mayDecide = useMay('order.edit');
  const suggestions = useSuggestions(filter);
  const [isAll, setIsAll] = useState(false);
  const change = (next: Partial<SuggestionsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const isToDecide = show === undefined || show === 'open';
  // Only then is it known what stands above and below the list: nothing moves.
  const isStopKnown = !useStop().isPending;
  const isReady = me !== undefined && isStopKnown;
  const hasAny = (suggestions.data?.pages[0]?.items.length ?? 0) > 0;
  return (
    <Page
      title="Suggestions"
      note={
        <>
          <Link className="link" to={paths.orders} search={{ store }}>
            Orders
          </Link>
          {' · '}
          <Link className="link" to={paths.policies}>
            Policies
          </Link>{' '}
          <StillReading />
        </>
      }
      actions={
        <>
          {show === 'grades' ? null : (
            <SearchBox
              label="Search suggestions"
              placeholder="Name or SKU"
              value={search}
              onChange={(text) => change({ search: text })}
            />
          )}
          <NativeSelect
            aria-label="Which suggestions"
            w={200}
            data={shown}
            value={show ?? ''}
            onChange={(event) => change({ show: SuggestionsSearch.parse({ show: event.currentTarget.value }).show })}
          />
          {show === 'grades' ? null : (
            <SupplierFilter
              suppliers={suppliers}
              value={supplier}
              onChange={(chosen) => change({ supplier: chosen })}
            />
          )}
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          {isToDecide && (mayDecide || me === undefined) ? (
            <Button disabled={!hasAny} onClick={() => setIsAll(true)}>
              Accept all…
            </Button>
          ) : null}
        </>
      }
    >
      <StopNotice />
      {product === undefined || show === 'grades' ? null : (
        <Button
          variant="light"
          size="xs"
          mb="md"
          rightSection={<IconX size={14} aria-hidden />}
          onClick={() => change({ product: undefined })}
        >
          {`Only ${suggestions.data?.pages[0]?.items[0]?.name ?? 'one product'}: show all`}
        </Button>
      )}
      {show === 'grades' ? (
        <Grades store={store} />
      ) : (
        <SuggestionPages
          pages={suggestions}
          isReady={isReady}
          empty={
            <Notice title={isToDecide ? 'Nothing to decide' : 'Nothing here'} minHeight="40vh">
              {isToDecide
                ? 'What runs low is suggested when the stores are planned, once a day.'
                : 'No suggestion of this kind.'}
            </Notice>
          }
        >
          {(items) => (
            <SuggestionList
              suggestions={items}
              filter={filter}
              mayDecideIn={(storeId) => me !== undefined && may(me, 'order.edit', storeId)}
              isAll={isAll}
              onAllDone={() => setIsAll(false)}
            />
          )}
        </SuggestionPages>
      )}
      {isToDecide && isReady && suggestions.data ? (
        <Runs store={store} renderBudget={(storeId) => <BudgetLeft storeId={storeId} />} />
      ) : null}
    </Page>
  );
}
