import { Checkbox, UnstyledButton } from '@mantine/core';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import type { Alert } from '#domain/alerts/alert.ts';
import { alertKinds } from '#domain/alerts/kinds.ts';
import { useStores } from '#web/lib/stores.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { useNow } from '#web/lib/use-now.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { ago, costOf, kindTones, sentenceOf, standingOf, subjectOf } from './alert-words.ts';
import classes from './alerts.module.css';

export type Chosen = { has: (id: string) => boolean; toggle: (id: string) => void; toggleAll: (ids: string[]) => void };
type AlertListProps = {
  alerts: Alert[];
  /** Which are chosen; undefined for who may not handle alerts, or where nothing can be done with them. */
  chosen: Chosen | undefined;
  onOpen: (id: string) => void;
};

/** Each alert says in a sentence what is wrong, since when, and what it costs. */
export function AlertList(props: AlertListProps) {
  const narrow = useNarrow();
  return narrow ? <Cards {...props} /> : <Table {...props} />;
}

function Table({ alerts, chosen, onOpen }: AlertListProps) {
  const areAll = alerts.every(({ id }) => chosen?.has(id));
  const areSome = alerts.some(({ id }) => chosen?.has(id));
  return (
    <table
      className={`${table['table'] ?? ''} ${listing['table'] ?? ''} ${classes['table'] ?? ''}`}
      aria-label="Alerts"
    >
      <thead>
        <tr>
          {chosen ? (
            <th scope="col" className={classes['box']}>
              <Checkbox
                aria-label="Choose all that are shown"
                checked={areAll}
                indeterminate={areSome && !areAll}
                onChange={() => chosen.toggleAll(alerts.map(({ id }) => id))}
              />
            </th>
          ) : null}
          <th scope="col">What is wrong</th>
          <th scope="col" className={classes['kind']}>
            Kind
          </th>
          <th scope="col" className={classes['store']}>
            Store
          </th>
          <th scope="col" className={classes['since']}>
            Since
          </th>
          <th scope="col" className={`${table['right'] ?? ''} ${classes['cost'] ?? ''}`}>
            At stake
          </th>
        </tr>
      </thead>
      <tbody>
        {alerts.map((alert) => (
          <tr key={alert.id} data-chosen={chosen?.has(alert.id) || undefined}>
            {chosen ? (
              <td>
                <Box alert={alert} chosen={chosen} />
              </td>
            ) : null}
            <td>
              <What alert={alert} onOpen={onOpen} />
            </td>
            <td>
              <Kind alert={alert} />
            </td>
            <td>{alert.storeName}</td>
            <td className="figures">
              <Since alert={alert} />
            </td>
            <td className={table['right']}>{costOf(alert) ?? <span className="quiet">–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ alerts, chosen, onOpen }: AlertListProps) {
  return (
    <ul className={rows['list']} aria-label="Alerts">
      {alerts.map((alert) => (
        <li key={alert.id} className={classes['card']} data-chosen={chosen?.has(alert.id) || undefined}>
          {chosen ? <Box alert={alert} chosen={chosen} /> : null}
          <div className={classes['told']}>
            <What alert={alert} onOpen={onOpen} />
            <div className={listing['sub']}>
              {alert.storeName}, <Since alert={alert} />
            </div>
            <div className={classes['end']}>
              <Kind alert={alert} />
              <span className="figures">{costOf(alert)}</span>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}

const Box = ({ alert, chosen }: { alert: Alert; chosen: Chosen }) => (
  <Checkbox
    aria-label={`Choose ${subjectOf(alert)} in ${alert.storeName}: ${alertKinds[alert.kind].label}`}
    checked={chosen.has(alert.id)}
    onChange={() => chosen.toggle(alert.id)}
  />
);

function What({ alert, onOpen }: { alert: Alert; onOpen: (id: string) => void }) {
  return (
    <>
      <UnstyledButton className={`link ${classes['subject'] ?? ''}`} onClick={() => onOpen(alert.id)}>
        {subjectOf(alert)}
      </UnstyledButton>
      <div className={classes['sentence']}>{sentenceOf(alert)}</div>
    </>
  );
}

const Kind = ({ alert }: { alert: Alert }) => (
  <span className={classes['tags']}>
    <Tag tone={kindTones[alert.kind]}>{alertKinds[alert.kind].label}</Tag>
    {alert.isUrgent ? <Tag tone="bad">Urgent</Tag> : null}
  </span>
);

/** For how long; and, of one that somebody has handled, how it stands. */
function Since({ alert }: { alert: Alert }) {
  const store = useStores().find(({ id }) => id === alert.storeId);
  const now = useNow();
  const standing = standingOf(alert, store?.timeZone);
  return (
    <>
      {alert.state === 'resolved' ? (
        <StoreTime at={alert.resolvedAt} storeId={alert.storeId} />
      ) : (
        <span>for {ago(alert.beganAt, now)}</span>
      )}
      {standing === null ? null : <div className={listing['sub']}>{standing}</div>}
    </>
  );
}
