import type { TransferDetail } from '#domain/transfers/transfer.ts';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './transfers.module.css';
import { happenedWords } from './transfer-words.ts';

/** What happened to a transfer, by whom and when: arrivals by the receiving store's clock, the rest by the sender's. */
export const TransferHistory = ({ transfer }: { transfer: TransferDetail }) => (
  <Panel title="What happened">
    <ul className={rows['list']} aria-label="What happened">
      {transfer.history.map(({ at, what, by, byName, note }, nth) => (
        <li key={`${at} ${what} ${nth}`} className={`${rows['line'] ?? ''} ${classes['happened'] ?? ''}`}>
          <span>
            {happenedWords[what]}
            {by === null ? null : (
              <>
                {' '}
                by <PersonName id={by} name={byName} />
              </>
            )}
            {note === null ? null : <span className="quiet"> – {note}</span>}
          </span>
          <span className={rows['small']}>
            <StoreTime at={at} storeId={what === 'received' ? transfer.toStoreId : transfer.fromStoreId} />
          </span>
        </li>
      ))}
    </ul>
  </Panel>
);
