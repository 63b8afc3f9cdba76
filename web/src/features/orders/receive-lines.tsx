import { TextInput } from '@mantine/core';
import type { OrderDetail, OrderLine } from '#domain/orders/order.ts';
import { quantity } from '#web/lib/format.ts';
import { decimal } from '#web/lib/typed.ts';
import type { Form } from '#web/lib/use-form.ts';
import { type CameDraft, nothingCame, type ReceiptDraft } from './receive-draft.ts';
import classes from './orders.module.css';

type ReceiveLinesProps = {
  order: OrderDetail;
  edit: Form<ReceiptDraft>;
  /** The product that was scanned last. */
  hit: string | undefined;
  /** The supplier charged other prices than were agreed. */
  isCharged: boolean;
  problem: (productId: string, field: string) => string | null;
};

/** How many of each came: in order, damaged, wrong. */
export const ReceiveLines = ({ order, edit, hit, isCharged, problem }: ReceiveLinesProps) => (
  <ul className={classes['lines']} aria-label="Lines">
    {order.lines.map((line) => {
      const came = edit.draft.came[line.productId] ?? nothingCame;
      const set = (change: Partial<CameDraft>) =>
        edit.set({ came: { ...edit.draft.came, [line.productId]: { ...came, ...change } } });
      const field = (name: keyof CameDraft, label: string, more: string) => (
        <TextInput
          key={name}
          label={label}
          aria-label={`${label} ${more} ${line.name}`.replace('  ', ' ')}
          autoComplete="off"
          {...(name === 'reason' ? {} : { inputMode: 'decimal' as const })}
          value={came[name]}
          error={problem(line.productId, name)}
          onChange={(event) => set({ [name]: event.currentTarget.value })}
        />
      );
      const isMarred = [came.damaged, came.wrong].some((text) => Number(decimal(text) ?? 0) > 0);
      return (
        <li key={line.productId} data-hit={hit === line.productId || undefined}>
          <div className={classes['about']}>
            {line.name}
            <div className="quiet">
              <span className="code">{line.sku}</span>, {quantity(line.open)} of {quantity(line.ordered)} to come
            </div>
            <Excess line={line} came={came} />
          </div>
          <div className={classes['amounts']}>
            {field('accepted', 'Accepted', 'of')}
            {field('damaged', 'Damaged', 'of')}
            {field('wrong', 'Wrong', 'of')}
          </div>
          {isMarred || isCharged ? (
            <div className={`${classes['amounts'] ?? ''} ${classes['more'] ?? ''}`}>
              {isMarred ? field('reason', 'What is wrong with it', 'of') : null}
              {isCharged ? field('unitCost', `Charged for one, ${order.currency}`, 'of') : null}
            </div>
          ) : null}
        </li>
      );
    })}
  </ul>
);

/** More than is still accepted, said while it can be counted again. Of what comes in pieces, in whole ones. */
function Excess({ line, came }: { line: OrderLine; came: CameDraft }) {
  const typed = Number(decimal(came.accepted) ?? 0);
  const most = Number(line.mostAccepted);
  // What is no number is no quantity either: that is said at its box.
  if (!(typed > most)) return null;
  const told = Number.isInteger(typed) && Number.isInteger(Number(line.ordered)) ? Math.floor(most) : most;
  return (
    <div className="bad">
      At most {quantity(String(told))} more {told === 1 ? 'is' : 'are'} taken: count again, or call the buyer
    </div>
  );
}
