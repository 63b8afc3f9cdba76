import { Alert, Button, Skeleton, TextInput } from '@mantine/core';
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { OrderingStop } from '#domain/replenishment/policy.ts';
import { dateTime } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { useEditStop } from './change-policy.ts';
import { useStop } from './get-policies.ts';
import classes from './policies.module.css';

/** Ends everything that is ordered by itself, in all stores, with one button; and lets it go on. */
export function StopSwitch({ mayEdit }: { mayEdit: boolean }) {
  const { data: stop, error, refetch } = useStop();
  const edit = useEditStop();
  const [isAsked, setIsAsked] = useState(false);
  const [reason, setReason] = useState('');
  if (!stop && error) return <Failed what="The switch" error={error} onRetry={() => void refetch()} minHeight={104} />;
  if (!stop) return <Skeleton className={classes['stop']} />;
  const { isStopped, version } = stop;
  return (
    <section className={classes['stop']} data-stopped={isStopped || undefined} aria-label="Ordering by itself">
      <div>
        <strong className={classes['state']}>
          {isStopped ? 'Ordering by itself is stopped' : 'Orders go out by themselves where a policy says so'}
        </strong>
        <div>
          {isStopped ? <Why stop={stop} /> : 'One button ends that in every store. Suggestions are still made.'}
        </div>
      </div>
      {mayEdit ? (
        <Button
          size="md"
          color={isStopped ? 'teal' : 'red'}
          leftSection={isStopped ? <IconPlayerPlay size={20} aria-hidden /> : <IconHandStop size={20} aria-hidden />}
          onClick={() => {
            edit.reset();
            setReason('');
            setIsAsked(true);
          }}
        >
          {isStopped ? 'Let it go on' : 'Stop automatic ordering'}
        </Button>
      ) : null}
      <Confirm
        opened={isAsked}
        title={isStopped ? 'Let ordering go on?' : 'Stop all automatic ordering?'}
        action={isStopped ? 'Let it go on' : 'Stop'}
        isDangerous={!isStopped}
        deed={edit}
        onClose={() => setIsAsked(false)}
        onConfirm={() =>
          edit.mutate(
            { isStopped: !isStopped, reason: reason.trim() || null, version },
            {
              onSuccess: (now) => {
                setIsAsked(false);
                notify({
                  color: now.isStopped ? 'red' : 'teal',
                  message: now.isStopped ? 'Nothing is ordered by itself now' : 'Orders go out by themselves again',
                });
              },
            },
          )
        }
      >
        {isStopped
          ? 'From the next plan on, orders are drafted and sent by themselves where a policy says so.'
          : 'No order is drafted or sent by itself until somebody lets it go on. What was sent stays sent.'}
        {isStopped ? null : (
          <TextInput
            mt="md"
            label="Why"
            placeholder="For your colleagues"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Confirm>
    </section>
  );
}

/** On other pages: said only while it is stopped. */
export function StopNotice() {
  const { data: stop } = useStop();
  if (!stop?.isStopped) return null;
  return (
    <Alert color="red" mb="md" title="Ordering by itself is stopped">
      <Why stop={stop} />{' '}
      <Link className="link" to={paths.policies}>
        Policies
      </Link>
    </Alert>
  );
}

const Why = ({ stop: { reason, changedBy, changedByName, changedAt } }: { stop: OrderingStop }) => (
  <>
    {reason === null ? null : `“${reason}” – `}
    {changedBy === null ? null : (
      <>
        <PersonName id={changedBy} name={changedByName} />,{' '}
      </>
    )}
    {dateTime(changedAt)}.
  </>
);
