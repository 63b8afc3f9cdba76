import { Skeleton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type AlertKind, alertKinds } from '#domain/alerts/kinds.ts';
import { may } from '#domain/users/rights.ts';
import { usePreference, useAlertRules } from '#web/features/alerts/alert-settings.ts';
import { DigestForm } from '#web/features/alerts/digest-form.tsx';
import { RuleForm } from '#web/features/alerts/rule-form.tsx';
import { RuleList } from '#web/features/alerts/rule-list.tsx';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import classes from './product.module.css';

const route = getRouteApi('/inside/alerts/settings');

/** What opens alerts, in the chain and in each store, and which mails one gets oneself. */
export function AlertSettingsPage() {
  const { store } = route.useSearch();
  const storeId = store ?? null;
  const navigate = route.useNavigate();
  const narrow = useNarrow();
  const list = useStoreList();
  const stores = list.data ?? [];
  const caller = useMe().data;
  const mayEdit = caller !== undefined && may(caller, 'replenishment.edit', storeId);
  const rules = useAlertRules(store);
  const preference = usePreference();
  const [editing, setEditing] = useState<AlertKind>();
  // The form is drawn anew with what holds, once it is saved or given up.
  const [tries, setTries] = useState(0);
  const name = stores.find(({ id }) => id === store)?.name;
  const close = () => setEditing(undefined);
  const isReady = preference.data && list.data && caller;
  return (
    <Page
      title="Alert rules and mails"
      note={
        <Link className="link" to={paths.alerts} search={{ store }}>
          Alerts
        </Link>
      }
    >
      <div className={classes['two']}>
        {/* Before the rules, which are long: on a phone they stand below. */}
        <Panel title="My mails">
          {preference.data && isReady ? (
            <DigestForm
              key={tries}
              preference={preference.data}
              stores={stores.filter(({ isArchived }) => !isArchived)}
              onEnd={() => setTries((before) => before + 1)}
            />
          ) : preference.error ? (
            <Failed
              what="What you are told"
              error={preference.error}
              onRetry={() => void preference.refetch()}
              minHeight={400}
            />
          ) : (
            <Skeleton h={narrow ? 545 : 420} />
          )}
        </Panel>
        <Panel
          title="Rules"
          note={
            store === undefined ? 'Of the chain: every store that has none of its own' : `Of ${name ?? 'the store'}`
          }
          side={
            <StoreFilter
              stores={stores}
              value={store}
              onChange={(chosen) => void navigate({ search: { store: chosen }, replace: true })}
            />
          }
        >
          {rules.data && caller ? (
            <RuleList rules={rules.data} storeId={storeId} mayEdit={mayEdit} onEdit={setEditing} />
          ) : rules.error ? (
            <Failed what="The rules" error={rules.error} onRetry={() => void rules.refetch()} minHeight={400} />
          ) : (
            <Skeleton h={700} />
          )}
        </Panel>
      </div>
      <FormModal
        opened={editing !== undefined}
        title={editing ? `${alertKinds[editing].label}: ${name ?? 'the whole chain'}` : ''}
        onClose={close}
      >
        {editing && rules.data ? (
          <RuleForm key={editing} kind={editing} rules={rules.data} storeId={storeId} onDone={close} />
        ) : null}
      </FormModal>
    </Page>
  );
}
