import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { ReportSubscription } from '#domain/reports/subscription.ts';
import { may } from '#domain/users/rights.ts';
import { usePeople } from '#web/features/people/list-people.ts';
import { useSubscriptions } from '#web/features/reports/reports.ts';
import { SubscriptionForm } from '#web/features/reports/subscription-form.tsx';
import { SubscriptionList } from '#web/features/reports/subscription-list.tsx';
import { WaitList } from '#web/features/reports/wait-list.tsx';
import { useMayEverywhere, useMe } from '#web/features/users/get-me.ts';
import { useStores } from '#web/lib/stores.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import classes from '#web/features/reports/reports.module.css';

/** Which reports one gets oneself, or somebody gets whom one manages; and for how long stores wait. */
export function MinePart() {
  const caller = useMe().data;
  const managesPeople = useMayEverywhere('people.manage');
  const [person, setPerson] = useState<string>();
  const [editing, setEditing] = useState<ReportSubscription | 'new'>();
  const { data, error, refetch } = useSubscriptions(person);
  const open = useStores().filter(({ isArchived }) => !isArchived);
  const waiting = open.filter(({ id }) => caller && may(caller, 'report.send', id));
  const isChain = person !== undefined || (caller !== undefined && may(caller, 'stock.read', null));
  const scopes = [
    ...(isChain ? [{ value: '', label: 'All stores' }] : []),
    ...open.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const add = <Button onClick={() => setEditing('new')}>New subscription</Button>;
  // What stands below comes once it is known what stands above: nothing moves.
  const isTold = data !== undefined || error !== null;
  if (caller === undefined) return <Skeleton h={240} />;
  return (
    <div className={classes['panels']}>
      <Panel
        title={person === undefined ? 'My subscriptions' : 'Their subscriptions'}
        note="A day is reported when the store has closed by its own clock"
        side={data && data.length > 0 ? add : null}
      >
        {managesPeople ? <PersonChoice self={caller?.userId} value={person} onChange={setPerson} /> : null}
        {data && data.length > 0 ? <SubscriptionList subscriptions={data} onEdit={setEditing} /> : null}
        {data?.length === 0 ? (
          <Notice
            title={person === undefined ? 'You get no report' : 'They get no report'}
            minHeight={180}
            action={add}
          >
            Sales, stock-outs, alerts and orders of a day, a week or a month, by mail.
          </Notice>
        ) : null}
        {!data && error ? (
          <Failed what="The subscriptions" error={error} onRetry={() => void refetch()} minHeight={180} />
        ) : null}
        {!data && !error ? <Skeleton h={180} /> : null}
      </Panel>
      {isTold && waiting.length > 0 ? (
        <Panel title="Waiting for files" note="So long a report waits for files that have not come; then it is partial">
          <WaitList stores={waiting} />
        </Panel>
      ) : null}
      <FormModal
        opened={editing !== undefined}
        title={editing === 'new' ? 'New subscription' : 'Change the subscription'}
        onClose={() => setEditing(undefined)}
      >
        {editing === undefined ? null : (
          <SubscriptionForm
            subscription={editing === 'new' ? undefined : editing}
            person={person}
            scopes={scopes}
            onDone={() => setEditing(undefined)}
          />
        )}
      </FormModal>
    </div>
  );
}

type PersonChoiceProps = {
  self: string | undefined;
  value: string | undefined;
  onChange: (person: string | undefined) => void;
};

/** Whose subscriptions; the first hundreds of people are offered. */
function PersonChoice({ self, value, onChange }: PersonChoiceProps) {
  const people = usePeople(undefined, undefined).data?.pages.flatMap(({ items }) => items) ?? [];
  const others = people.filter(({ userId, state }) => userId !== self && state !== 'disabled');
  return (
    <div className={classes['choices']}>
      <NativeSelect
        label="Whose"
        value={value ?? ''}
        data={[
          { value: '', label: 'Mine' },
          ...others.map(({ userId, name, email }) => ({ value: userId, label: name ?? email ?? userId })),
        ]}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    </div>
  );
}
