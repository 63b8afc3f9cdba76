import type { ReactNode } from 'react';
import type { PlanningRun } from '#domain/replenishment/suggestion.ts';
import { day, money, plural } from '#web/lib/format.ts';
import { Panel } from '#web/ui/panel.tsx';
import { Tag } from '#web/ui/tag.tsx';
import rows from '#web/ui/rows.module.css';
import { useRuns } from './list-suggestions.ts';
import classes from './suggestions.module.css';

type RunsProps = {
  store: string | undefined;
  /** What is left of a store's budget. */
  renderBudget: (storeId: string) => ReactNode;
};

/** What each store's last plan stood on, what it came to, and what may still be spent. */
export function Runs({ store, renderBudget }: RunsProps) {
  const { data } = useRuns(store);
  if (!data || data.length === 0) return null;
  return (
    <Panel title="Plans and budgets" note="Each store is planned once a day" style={{ marginTop: 16 }}>
      <ul className={rows['list']}>
        {data.map((run) => (
          <li key={run.id} className={classes['run']}>
            <div className={rows['line']}>
              <strong>{run.storeName}</strong>
              <span>{renderBudget(run.storeId)}</span>
            </div>
            <div className={rows['small']}>
              {runWords(run)} {run.isComplete ? null : <Tag tone="warn">Sales of the day before were missing</Tag>}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const runWords = ({ businessDate, positions, suggestions, cost, demandTo }: PlanningRun): string =>
  [
    `${day(businessDate)}: ${plural(suggestions, 'suggestion', 'suggestions')} for ${plural(positions, 'product', 'products')}`,
    cost === null ? null : money(cost.amountMinor, cost.currency),
    demandTo === null ? null : `sales known to ${day(demandTo)}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
