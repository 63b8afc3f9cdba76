import { Button, Group, Progress, Skeleton, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { minorDigits } from '#domain/currency.ts';
import type { Budget } from '#domain/replenishment/policy.ts';
import { money } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { decimal } from '#web/lib/typed.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Panel } from '#web/ui/panel.tsx';
import rows from '#web/ui/rows.module.css';
import { BudgetLeft, thisMonth } from './budget-left.tsx';
import { useEditBudget } from './change-policy.ts';
import { useBudgets } from './get-policies.ts';
import classes from './policies.module.css';

type BudgetStore = { id: string; name: string; currency: string };
type BudgetsProps = { stores: BudgetStore[]; mayEdit: (storeId: string) => boolean };

/** How much each store may order this month, and how much of it is gone. */
export function Budgets({ stores, mayEdit }: BudgetsProps) {
  const { data, error, refetch } = useBudgets();
  const [editing, setEditing] = useState<BudgetStore>();
  // Drawn whole, so that nothing moves.
  if (!data)
    return error ? <Failed what="The budgets" error={error} onRetry={() => void refetch()} /> : <Skeleton h={220} />;
  const of = (storeId: string) => data?.find((one) => one.storeId === storeId && one.month === thisMonth());
  return (
    <Panel
      title="Budgets of this month"
      note="Over it, nothing is ordered by itself: it waits for somebody. What came counts as it was charged, what is awaited as it was ordered"
    >
      <ul className={rows['list']}>
        {stores.map((store) => {
          const budget = of(store.id);
          return (
            <li key={store.id} className={classes['item']}>
              <div className={classes['line']}>
                <strong>{store.name}</strong>
                <BudgetLeft storeId={store.id} />
                <div className={classes['buttons']}>
                  {mayEdit(store.id) ? (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`${verbOf(budget)} the budget of ${store.name}`}
                      onClick={() => setEditing(store)}
                    >
                      {verbOf(budget)}
                    </Button>
                  ) : null}
                </div>
              </div>
              {budget?.amountMinor ? (
                <Progress
                  aria-label={`Spent of the budget of ${store.name}`}
                  value={Math.min(100, (100 * budget.spentMinor) / budget.amountMinor)}
                  color={budget.spentMinor > budget.amountMinor ? 'red' : 'indigo'}
                  mt={6}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      <FormModal
        opened={editing !== undefined}
        title={`Budget of ${editing?.name ?? ''}, this month`}
        onClose={() => setEditing(undefined)}
      >
        {editing ? <BudgetForm store={editing} budget={of(editing.id)} onDone={() => setEditing(undefined)} /> : null}
      </FormModal>
    </Panel>
  );
}

type BudgetFormProps = { store: BudgetStore; budget: Budget | undefined; onDone: () => void };

function BudgetForm({ store, budget, onDone }: BudgetFormProps) {
  const edit = useEditBudget();
  const digits = minorDigits(store.currency);
  const [text, setText] = useState(typedAmount(budget?.amountMinor ?? null, digits));
  const typed = decimal(text);
  const amount = typed === null ? null : Number(typed);
  const isWrong = amount !== null && !(amount >= 0);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isWrong) return;
    edit.mutate(
      {
        storeId: store.id,
        month: thisMonth(),
        amountMinor: amount === null ? null : Math.round(amount * 10 ** digits),
        version: budget?.version ?? 0,
      },
      {
        onSuccess: () => {
          notify({ color: 'teal', message: `The budget of ${store.name} is saved` });
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={`May order for, ${store.currency}`}
        description={
          budget ? `${money(budget.spentMinor, store.currency)} is spent. Empty: no limit` : 'Empty: no limit'
        }
        inputMode="decimal"
        autoComplete="off"
        data-autofocus
        value={text}
        error={isWrong ? 'Enter an amount like 5000' : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {edit.error ? (
        <p role="alert" className="bad">
          {explain(edit.error)}
        </p>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={edit.isPending}>
          Save
        </Button>
      </Group>
    </form>
  );
}

const verbOf = (budget: Budget | undefined) => (budget?.amountMinor == null ? 'Set' : 'Change');

const typedAmount = (minor: number | null, digits: number): string =>
  minor === null ? '' : (minor / 10 ** digits).toFixed(digits);
