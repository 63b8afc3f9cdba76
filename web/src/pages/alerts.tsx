import { Button, Drawer, Modal } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { HandleAlerts } from '#domain/alerts/alert.ts';
import { may } from '#domain/users/rights.ts';
import { AlertDetails } from '#web/features/alerts/alert-details.tsx';
import { AlertFilters, countOf, filterOf } from '#web/features/alerts/alert-filters.tsx';
import { AlertList } from '#web/features/alerts/alert-list.tsx';
import { subjectOf } from '#web/features/alerts/alert-words.ts';
import { BulkBar } from '#web/features/alerts/bulk-bar.tsx';
import { useAlert, useAlerts, useAlertSummary, useHandleAlerts } from '#web/features/alerts/list-alerts.ts';
import type { Adjusting, Swapping } from '#web/features/alerts/mend.tsx';
import { SnoozeForm } from '#web/features/alerts/snooze-form.tsx';
import { useChosen } from '#web/features/alerts/use-chosen.ts';
import { StillReading } from '#web/features/imports/still-reading.tsx';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMay, useMe } from '#web/features/users/get-me.ts';
import { plural } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths, type WatchSearch } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';
import { useToday } from '#web/ui/use-today.ts';
import { MendForms } from './mend-forms.tsx';

const route = getRouteApi('/inside/alerts');

/** More alerts than fit on a screen are not acknowledged without a question. */
const mostUnasked = 20;

/** What is wrong with stock, the costliest first, and what is done about it. */
export function AlertsPage() {
  const asked = route.useSearch();
  const filter = filterOf(asked);
  const { state, store } = filter;
  const navigate = route.useNavigate();
  const stores = useStores();
  const caller = useMe().data;
  const mayHandle = useMay('alert.handle') && state !== 'resolved';
  const alerts = useAlerts(filter);
  const summary = useAlertSummary(store).data;
  const chosen = useChosen(filter, summary?.asOf);
  const handle = useHandleAlerts();
  const today = useToday({ store });
  const [snoozing, setSnoozing] = useState<Selection>();
  const [isAsked, setIsAsked] = useState(false);
  const [mending, setMending] = useState<Adjusting | Swapping>();
  const change = (next: Partial<WatchSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });

  const send = (body: HandleAlerts, deed: string) =>
    handle.mutate(body, {
      onSuccess: ({ handled, skipped }) => {
        notify({
          color: handled > 0 ? 'teal' : 'red',
          title: handled > 0 ? `${plural(handled, 'alert', 'alerts')} ${deed}` : `Nothing was ${deed}`,
          message: skipped > 0 ? `${skipped} left as they are: over, or nothing on its way` : '',
        });
        setSnoozing(undefined);
        setIsAsked(false);
        chosen.clear();
      },
      onError: (error) => {
        if (body.action !== 'snooze') notify({ color: 'red', title: 'Not done', message: error.message });
      },
    });
  const acknowledge = () => send({ action: 'acknowledge', ...chosen.selection() }, 'acknowledged');
  const amount = chosen.isWhole ? countOf(summary, filter) : chosen.count;
  const ask = () => {
    handle.reset();
    setIsAsked(true);
  };
  const snooze = (selection: Selection) => {
    handle.reset();
    setSnoozing(selection);
  };
  return (
    <Page
      title="Alerts"
      note={
        <>
          <Link className="link" data-print="never" to={paths.alertSettings} search={{ store }}>
            Rules and mails
          </Link>{' '}
          <StillReading />
        </>
      }
      actions={
        <>
          <SearchBox
            label="Search alerts"
            placeholder="Name or SKU"
            value={asked.search}
            onChange={(search) => change({ search })}
          />
          <StoreFilter stores={stores} value={store} onChange={(one) => change({ store: one })} />
          <AlertFilters filter={filter} summary={summary} onChange={change} />
        </>
      }
    >
      {mayHandle || (caller === undefined && state !== 'resolved') ? (
        <BulkBar
          state={state}
          chosen={chosen.count}
          isWhole={chosen.isWhole}
          matching={countOf(summary, filter)}
          hasMore={!filter.product && (alerts.data?.pages[0]?.items.length ?? 0) > 0}
          onWhole={chosen.chooseWhole}
          onClear={chosen.clear}
          onAcknowledge={() => (amount === null || amount > mostUnasked ? ask() : acknowledge())}
          onSnooze={() => snooze(chosen.selection())}
          onReopen={() => send({ action: 'reopen', ...chosen.selection() }, 'open again')}
          isBusy={handle.isPending}
        />
      ) : null}
      <Listing
        what="The alerts"
        pages={alerts}
        isReady={caller !== undefined}
        empty={<Nothing filter={asked} onClear={() => void navigate({ search: {}, replace: true })} />}
      >
        {(items) => (
          <AlertList alerts={items} chosen={mayHandle ? chosen : undefined} onOpen={(alert) => change({ alert })} />
        )}
      </Listing>
      <Drawer
        opened={asked.alert !== undefined}
        onClose={() => change({ alert: undefined })}
        position="right"
        size={520}
        title={asked.alert === undefined ? '' : <Subject alertId={asked.alert} />}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {asked.alert === undefined ? null : (
          <AlertDetails
            alertId={asked.alert}
            mayHandle={(storeId) => caller !== undefined && may(caller, 'alert.handle', storeId)}
            onAcknowledge={({ id }) => send({ action: 'acknowledge', ids: [id] }, 'acknowledged')}
            onReopen={({ id }) => send({ action: 'reopen', ids: [id] }, 'open again')}
            onSnooze={({ id }) => snooze({ ids: [id] })}
            onAdjust={setMending}
            onSwap={setMending}
          />
        )}
      </Drawer>
      <Modal
        opened={snoozing !== undefined}
        onClose={() => setSnoozing(undefined)}
        title="Snooze"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <SnoozeForm
          today={today}
          isBusy={handle.isPending}
          error={handle.error}
          onCancel={() => setSnoozing(undefined)}
          onSnooze={(until) => {
            if (snoozing) send({ action: 'snooze', ...snoozing, ...until }, 'snoozed');
          }}
        />
      </Modal>
      <Confirm
        opened={isAsked}
        title={`Acknowledge ${amount === null ? 'all that match' : plural(amount, 'alert', 'alerts')}?`}
        action="Acknowledge all"
        deed={handle}
        onClose={() => setIsAsked(false)}
        onConfirm={acknowledge}
      >
        They leave the list of what is open, and the mails. They stand under Acknowledged, where they can be opened
        again.
      </Confirm>
      <MendForms mending={mending} onDone={() => setMending(undefined)} />
    </Page>
  );
}

type Selection = Pick<HandleAlerts, 'ids' | 'filter'>;

/** The heading of the details: what the alert is about. */
function Subject({ alertId }: { alertId: string }) {
  const { data } = useAlert(alertId);
  return data ? subjectOf(data) : 'Alert';
}

function Nothing({ filter, onClear }: { filter: WatchSearch; onClear: () => void }) {
  const isNarrow = Boolean(filter.kind ?? filter.store ?? filter.search ?? filter.product);
  if (!isNarrow && filter.state === undefined)
    return (
      <Notice title="Nothing is wrong" minHeight={280}>
        Alerts show here as soon as stock is low, out, below zero, far too much or silent for too long.
      </Notice>
    );
  return (
    <Notice
      title="No alert matches"
      minHeight={280}
      action={
        <Button variant="default" onClick={onClear}>
          Show all that are open
        </Button>
      }
    >
      None of the chosen kind, store, state and search.
    </Notice>
  );
}
