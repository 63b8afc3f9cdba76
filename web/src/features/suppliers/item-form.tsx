import { TextInput } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import type { ReactNode } from 'react';
import { SupplierItemEdit } from '#domain/suppliers/supplier.ts';
import { usePutItem } from './change-supplier.ts';
import { type ItemDraft, itemBody, itemWords } from './supplier-draft.ts';
import { type Edition, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';

type ItemFormProps = {
  start: Edition<ItemDraft>;
  /** How to choose what is not given yet: the supplier or the product. */
  renderChoice?: (field: {
    draft: ItemDraft;
    set: (change: Partial<ItemDraft>) => void;
    problem: (field: string) => string | null;
  }) => ReactNode;
  reload: (draft: ItemDraft) => Promise<Edition<ItemDraft>>;
  onDone: () => void;
};

/** On what terms a supplier sells a product. */
export function ItemForm({ start, renderChoice, reload, onDone }: ItemFormProps) {
  const put = usePutItem();
  const edit = useForm<ItemDraft, typeof SupplierItemEdit>({
    start,
    schema: SupplierItemEdit,
    body: itemBody,
    send: async (item) => {
      await put.mutateAsync(item);
      notify({ color: 'teal', message: 'The terms are saved' });
    },
    reload,
    onDone,
  });
  return (
    <FormFrame form={edit} action="Save" onCancel={onDone} words={itemWords}>
      {renderChoice?.(edit)}
      <div className={form['fields']}>
        <TextInput
          label="Supplier's number"
          description="What the supplier calls it"
          autoComplete="off"
          {...edit.text('supplierSku')}
        />
        <TextInput
          label="Cost of one"
          description="In the currency of the store that orders"
          inputMode="decimal"
          autoComplete="off"
          {...edit.text('cost')}
        />
        <TextInput
          label="Pack size"
          description="Sold in packs of so many"
          inputMode="decimal"
          required
          autoComplete="off"
          {...edit.text('packSize')}
        />
        <TextInput
          label="Least order"
          description="In single units"
          inputMode="decimal"
          required
          autoComplete="off"
          {...edit.text('minOrder')}
        />
        <TextInput
          label="Days from order to door"
          description="Empty: the supplier's usual"
          inputMode="numeric"
          autoComplete="off"
          {...edit.text('leadTimeDays')}
        />
      </div>
    </FormFrame>
  );
}
