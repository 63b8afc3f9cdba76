import { Switch, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import type * as z from 'zod';
import { defaultTolerancePercent } from '#domain/suppliers/supplier.ts';
import { type SupplierDraft, wordsOf } from './supplier-draft.ts';
import { type Edition, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';

type SupplierFormProps<Schema extends z.ZodType> = {
  start: Edition<SupplierDraft>;
  schema: Schema;
  body: (draft: SupplierDraft, version: number | undefined) => unknown;
  send: (body: z.output<Schema>) => Promise<unknown>;
  reload?: () => Promise<Edition<SupplierDraft>>;
  onDone: () => void;
  onCancel: () => void;
};

/** Who a supplier is, and its usual terms. */
export function SupplierForm<Schema extends z.ZodType>(props: SupplierFormProps<Schema>) {
  const edit = useForm<SupplierDraft, Schema>(props);
  const { draft, set, text } = edit;
  return (
    <FormFrame form={edit} action={edit.isNew ? 'Add the supplier' : 'Save'} onCancel={props.onCancel} words={wordsOf}>
      <div className={form['fields']}>
        <TextInput label="Name" required autoComplete="off" data-autofocus {...text('name')} />
        <TextInput label="Code" required autoComplete="off" description="What files call it" {...text('code')} />
        <TextInput label="E-mail" type="email" autoComplete="off" description="Where orders go" {...text('email')} />
        <TextInput label="Contact" autoComplete="off" description="Whom to ask for" {...text('contact')} />
        <TextInput label="Phone" type="tel" autoComplete="off" {...text('phone')} />
        <TextInput label="Days from order to door" inputMode="numeric" autoComplete="off" {...text('leadTimeDays')} />
        <TextInput
          label="Least value of an order"
          inputMode="decimal"
          autoComplete="off"
          description="In the currency of the store that orders"
          {...text('minOrderValue')}
        />
        <TextInput
          label="Over-delivery, percent"
          description={`So much more of a line its new orders take in; empty: ${defaultTolerancePercent}`}
          inputMode="numeric"
          autoComplete="off"
          {...text('tolerancePercent')}
        />
      </div>
      <Textarea label="Note" autosize minRows={2} maxRows={8} {...text('note')} />
      {edit.isNew ? null : (
        <Switch
          label="Archived"
          description="Kept for its history, no longer offered"
          checked={draft.isArchived}
          onChange={(event) => set({ isArchived: event.currentTarget.checked })}
        />
      )}
    </FormFrame>
  );
}
