import { money } from '#web/lib/format.ts';
import { useBudgets } from './get-policies.ts';

/** The month of today, as a budget names it. */
export const thisMonth = (): string => new Date().toISOString().slice(0, 7);

/** What a store may still order this month; nothing where there is no limit. */
export function BudgetLeft({ storeId }: { storeId: string }) {
  const { data } = useBudgets();
  const budget = data?.find((one) => one.storeId === storeId && one.month === thisMonth());
  if (!data) return null;
  if (!budget || budget.amountMinor === null) return <span className="quiet">no budget</span>;
  const { amountMinor, spentMinor, currency } = budget;
  const left = amountMinor - spentMinor;
  return (
    <span className={left < 0 ? 'bad' : 'figures'}>
      {left < 0
        ? `${money(-left, currency)} over the budget of ${money(amountMinor, currency)}`
        : `${money(left, currency)} left of ${money(amountMinor, currency)}`}
    </span>
  );
}
