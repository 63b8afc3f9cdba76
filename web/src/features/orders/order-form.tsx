import { ActionIcon, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import { type Edition, type Form, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';
import { type LineDraft, type OrderDraft, orderWords } from './order-draft.ts';
import classes from './orders.module.css';

type OrderFormProps<Schema extends z.ZodType> = {
  start: Edition<OrderDraft>;
  schema: Schema;
  currency: string;
  action: string;
  body: (draft: OrderDraft, version: number | undefined) => unknown;
  send: (body: z.output<Schema>) => Promise<unknown>;
  reload?: () => Promise<Edition<OrderDraft>>;
  onDone: () => void;
  onCancel: () => void;
  /** Supplier and store of a new order. */
  renderHead?: (edit: Form<OrderDraft>) => ReactNode;
  /** How a product is added: `add` with what the line is to say. */
  renderAdd: (add: (line: Pick<LineDraft, 'productId' | 'name' | 'sku' | 'quantity' | 'soldBy'>) => void) => ReactNode;
};

/** What is ordered, when it is due, and what the supplier is told. */
export function OrderForm<Schema extends z.ZodType>(props: OrderFormProps<Schema>) {
  const { start, schema, currency, action, body, send, reload, onDone, onCancel, renderHead, renderAdd } = props;
  const edit = useForm<OrderDraft, Schema>({ start, schema, body, send, ...(reload ? { reload } : {}), onDone });
  const { lines } = edit.draft;
  const setLine = (productId: string, change: Partial<LineDraft>) =>
    edit.set({ lines: lines.map((line) => (line.productId === productId ? { ...line, ...change } : line)) });
  return (
    <FormFrame form={edit} action={action} onCancel={onCancel} words={orderWords} isPage>
      {renderHead?.(edit)}
      <ul className={classes['lines']} aria-label="Lines">
        {lines.map((line, index) => (
          <li key={line.productId}>
            <div className={classes['about']}>
              {line.name}
              <div className="quiet code">{line.sku}</div>
              {line.soldBy && edit.draft.supplierId !== '' && !line.soldBy.includes(edit.draft.supplierId) ? (
                <div className={classes['foreign']}>Not known to come from this supplier: its usual cost is used</div>
              ) : null}
            </div>
            <div className={classes['amounts']}>
              <TextInput
                label="Quantity"
                aria-label={`Quantity of ${line.name}`}
                inputMode="decimal"
                autoComplete="off"
                value={line.quantity}
                error={edit.problem(`lines.${index}.quantity`)}
                onChange={(event) => setLine(line.productId, { quantity: event.currentTarget.value })}
              />
              <TextInput
                label={currency === '' ? 'Cost' : `Cost, ${currency}`}
                aria-label={currency === '' ? `Cost of ${line.name}` : `Cost, ${currency}, of ${line.name}`}
                placeholder="as agreed"
                inputMode="decimal"
                autoComplete="off"
                value={line.unitCost}
                error={edit.problem(`lines.${index}.unitCost`)}
                onChange={(event) => setLine(line.productId, { unitCost: event.currentTarget.value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove ${line.name}`}
                onClick={() => edit.set({ lines: lines.filter((one) => one !== line) })}
              >
                <IconTrash size={18} />
              </ActionIcon>
            </div>
          </li>
        ))}
      </ul>
      {renderAdd((line) => {
        if (lines.some(({ productId }) => productId === line.productId)) return;
        edit.set({ lines: [...lines, { ...line, unitCost: '', suggestionId: null }] });
      })}
      {lines.length === 0 && edit.problem('lines') ? (
        <div role="alert" className="bad">
          Add a product first
        </div>
      ) : null}
      <div className={form['fields']}>
        <TextInput
          label="Due"
          description="Empty: what the supplier's lead time says when it is sent"
          type="date"
          {...edit.text('expectedOn')}
        />
        <TextInput
          label={currency === '' ? 'Freight and duty' : `Freight and duty, ${currency}`}
          description="For the whole order; shared among its lines by value"
          inputMode="decimal"
          autoComplete="off"
          {...edit.text('landedMinor')}
        />
        <TextInput
          label="Over-delivery, percent"
          description={
            edit.isNew
              ? "So much more of a line is taken in; empty: the supplier's"
              : 'So much more of a line is taken in'
          }
          inputMode="numeric"
          autoComplete="off"
          {...edit.text('tolerancePercent')}
        />
        <div className={form['wide']}>
          <Textarea
            label="Note for the supplier"
            description="It stands in the mail"
            autosize
            minRows={2}
            {...edit.text('note')}
          />
        </div>
      </div>
    </FormFrame>
  );
}
