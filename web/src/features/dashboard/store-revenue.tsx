import type { Dashboard } from '#domain/analytics/dashboard.ts';
import { changeOf, money, percent } from '#web/lib/format.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './lists.module.css';

/** Today's revenue of each store in its own currency, the largest first within a currency. */
export function StoreRevenue({ stores }: { stores: Dashboard['stores'] }) {
  const sorted = stores.toSorted(
    (a, b) => a.currency.localeCompare(b.currency) || b.revenueMinor - a.revenueMinor || a.name.localeCompare(b.name),
  );
  return (
    <Panel title="Revenue today by store">
      <div className={classes['stores']} tabIndex={0} role="group" aria-label="Stores">
        {sorted.length === 0 ? <Notice title="No stores yet">Open one to see its revenue here.</Notice> : null}
        <ul className={rows['list']}>
          {sorted.map((store) => (
            <li key={store.storeId} className={classes['row']}>
              <div className={`${classes['main'] ?? ''} one-line`}>{store.name}</div>
              <div className={classes['end']}>
                <div>{money(store.revenueMinor, store.currency)}</div>
                <Change store={store} />
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Change({ store }: { store: Dashboard['stores'][number] }) {
  const { revenueMinor, revenueLastWeekMinor: before, currency } = store;
  const change = changeOf(revenueMinor, before);
  if (change === null)
    return <div className={rows['small']}>{before === 0 ? 'none' : money(before, currency)} last week</div>;
  const up = change >= 0;
  return (
    <div className={rows['small']}>
      <span className={up ? 'good' : 'bad'}>
        <span aria-hidden>{up ? '▲' : '▼'}</span> {percent(change)} {up ? 'up' : 'down'}
      </span>
    </div>
  );
}
