import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { AlertDetail } from '#domain/alerts/alert.ts';
import { alertKinds } from '#domain/alerts/kinds.ts';
import { day, quantity } from '#web/lib/format.ts';
import { useNow } from '#web/lib/use-now.ts';
import { paths } from '#web/paths.ts';
import { Fact, Facts } from '#web/ui/facts.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import { Tag } from '#web/ui/tag.tsx';
import { ago, costOf, kindTones, sentenceOf, stateWords } from './alert-words.ts';
import { useAlert } from './list-alerts.ts';
import { type Adjusting, Mend, NextStep, type Swapping } from './mend.tsx';
import classes from './alerts.module.css';

type AlertDetailsProps = {
  alertId: string;
  /** Whether the viewer may do something about alerts of a store. */
  mayHandle: (storeId: string) => boolean;
  onAcknowledge: (alert: AlertDetail) => void;
  onSnooze: (alert: AlertDetail) => void;
  onReopen: (alert: AlertDetail) => void;
  onAdjust: (adjusting: Adjusting) => void;
  onSwap: (swapping: Swapping) => void;
};

/** One alert: what is wrong, why it probably came about, how to mend it, and what happened to it. */
export function AlertDetails(props: AlertDetailsProps) {
  const { alertId, mayHandle } = props;
  const { data: alert, error, refetch } = useAlert(alertId);
  if (!alert && error) return <Failed what="The alert" error={error} onRetry={() => void refetch()} minHeight={280} />;
  if (!alert) return <Skeleton h={320} />;
  const { state, storeId } = alert;
  return (
    <>
      <p className={classes['lead']}>{sentenceOf(alert)}.</p>
      <div className={classes['tags']}>
        <Tag tone={kindTones[alert.kind]}>{alertKinds[alert.kind].label}</Tag>
        <Tag tone={state === 'open' ? 'info' : 'calm'}>{stateWords[state]}</Tag>
        {alert.isUrgent ? <Tag tone="bad">Urgent</Tag> : null}
      </div>
      <div style={{ marginTop: 18 }}>
        <AlertFacts alert={alert} />
      </div>
      <div className={classes['tags']}>
        <NextStep alert={alert} />
        {mayHandle(storeId) && state !== 'resolved' ? <Deeds {...props} alert={alert} /> : null}
      </div>
      {alert.causes.length > 0 ? <h3 className={classes['section']}>Likely causes</h3> : null}
      {alert.causes.map(({ cause, sentence, action }, index) => (
        <div key={`${cause} ${sentence}`} className={classes['cause']}>
          <p>{sentence}</p>
          <Mend action={action} isFirst={index === 0} onAdjust={props.onAdjust} onSwap={props.onSwap} />
        </div>
      ))}
      <History alert={alert} />
    </>
  );
}

function Deeds({ alert, onAcknowledge, onSnooze, onReopen }: AlertDetailsProps & { alert: AlertDetail }) {
  return (
    <>
      {alert.state === 'open' ? (
        <Button size="xs" variant="default" onClick={() => onAcknowledge(alert)}>
          Acknowledge
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => onReopen(alert)}>
          Open again
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => onSnooze(alert)}>
        Snooze…
      </Button>
    </>
  );
}

function AlertFacts({ alert }: { alert: AlertDetail }) {
  const { productId, storeId, incoming } = alert;
  const now = useNow();
  return (
    <Facts>
      <Fact name="Store">{alert.storeName}</Fact>
      {productId === null ? null : (
        <Fact name="Product">
          <Link className="link code" to={paths.product} params={{ productId }} search={{ store: storeId }}>
            {alert.sku}
          </Link>
        </Fact>
      )}
      <Fact name="Since">
        <StoreTime at={alert.beganAt} storeId={storeId} /> ({ago(alert.beganAt, now)})
      </Fact>
      <Fact name="At stake">{costOf(alert) ?? 'not known'}</Fact>
      {alert.onHand === null ? null : <Fact name="On hand now">{quantity(alert.onHand)}</Fact>}
      {incoming === null ? null : (
        <Fact name="On its way">
          {Number(incoming) === 0
            ? 'nothing'
            : `${quantity(incoming)}${alert.arrivesOn ? `, expected ${day(alert.arrivesOn)}` : ''}`}
        </Fact>
      )}
    </Facts>
  );
}

const stepWords = {
  opened: 'Opened',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  came_back: 'Came back',
  reopened: 'Opened again',
  resolved: 'Over',
} as const;

function History({ alert }: { alert: AlertDetail }) {
  const { storeId } = alert;
  return (
    <>
      <h3 className={classes['section']}>What happened to it</h3>
      <ol className={classes['steps']}>
        {alert.history.map(({ at, step, byName, note }) => (
          <li key={`${at} ${step}`}>
            {stepWords[step]}
            {byName ? ` by ${byName}` : ''}
            {note ? `: ${note}` : ''}
            <div className="quiet">
              <StoreTime at={at} storeId={storeId} />
            </div>
          </li>
        ))}
      </ol>
      {alert.earlier.length > 0 ? (
        <>
          <h3 className={classes['section']}>Earlier, of the same</h3>
          <ol className={classes['steps']}>
            {alert.earlier.map(({ id, openedAt, resolvedAt, whyResolved }) => (
              <li key={id}>
                <StoreTime at={openedAt} storeId={storeId} /> to <StoreTime at={resolvedAt} storeId={storeId} />
                {whyResolved ? <div className="quiet">{whyResolved}</div> : null}
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </>
  );
}
