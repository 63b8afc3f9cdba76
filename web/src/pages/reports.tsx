import { SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { ReportsSearch } from '#web/paths.ts';
import { Page } from '#web/ui/page.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { AddressesPart } from './reports-addresses.tsx';
import { MinePart } from './reports-mine.tsx';
import { PreviewPart } from './reports-preview.tsx';
import { SentPart } from './reports-sent.tsx';

const route = getRouteApi('/inside/reports');

/** Reports by mail: those that were sent, who gets which, what tonight's looks like, and which addresses take none. */
export function ReportsPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useNarrow();
  const managesPeople = useMayEverywhere('people.manage');
  const isNamed = !useStoreList().isPending;
  const isReady = useMe().data !== undefined && isNamed;
  const change = (next: Partial<ReportsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  return (
    <Page
      title="Reports"
      actions={
        <SegmentedControl
          aria-label="Part"
          size={narrow ? 'xs' : 'sm'}
          data={[
            { value: '', label: 'Sent' },
            { value: 'mine', label: 'Subscriptions' },
            { value: 'preview', label: 'Preview' },
            ...(managesPeople ? [{ value: 'addresses', label: 'Addresses' }] : []),
          ]}
          value={filter.show ?? ''}
          onChange={(show) => void navigate({ search: ReportsSearch.parse({ show }), replace: true })}
        />
      }
    >
      {isReady ? null : <Skeleton h={320} />}
      {isReady && filter.show === undefined ? <SentPart filter={filter} change={change} /> : null}
      {isReady && filter.show === 'mine' ? <MinePart /> : null}
      {isReady && filter.show === 'preview' ? <PreviewPart /> : null}
      {isReady && filter.show === 'addresses' ? <AddressesPart /> : null}
    </Page>
  );
}
