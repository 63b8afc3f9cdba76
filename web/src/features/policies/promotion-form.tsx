import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { NewPromotion } from '#domain/replenishment/policy.ts';
import { given } from '#web/lib/typed.ts';
import { type Form, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { notify } from '#web/ui/notify.tsx';
import form from '#web/ui/form.module.css';
import { useAddPromotion } from './change-policy.ts';
import { numeric } from './policy-draft.ts';

export type PromotionDraft = Record<
  'storeId' | 'category' | 'productId' | 'name' | 'fromDay' | 'toDay' | 'uplift',
  string
>;

const blank: PromotionDraft = {
  storeId: '',
  category: '',
  productId: '',
  name: '',
  fromDay: '',
  toDay: '',
  uplift: '',
};

type PromotionFormProps = { renderPlace: (edit: Form<PromotionDraft>) => ReactNode; onDone: () => void };

/** Marks days on which something sells otherwise than usual: past ones are damped, those to come planned for. */
export function PromotionForm({ renderPlace, onDone }: PromotionFormProps) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const add = useAddPromotion(idempotencyKey);
  const edit = useForm<PromotionDraft, typeof NewPromotion>({
    start: { draft: blank, version: undefined },
    schema: NewPromotion,
    body: (draft) => ({
      ...draft,
      storeId: given(draft.storeId),
      category: given(draft.category),
      productId: given(draft.productId),
      uplift: numeric(draft.uplift),
    }),
    send: async (promotion) => {
      await add.mutateAsync(promotion);
      notify({ color: 'teal', message: `${promotion.name} is marked` });
    },
    onDone,
  });
  return (
    <FormFrame form={edit} action="Mark" onCancel={onDone} words={(draft) => draft}>
      <TextInput label="Name" required data-autofocus autoComplete="off" {...edit.text('name')} />
      {renderPlace(edit)}
      <div className={form['fields']}>
        <TextInput label="From" type="date" required {...edit.text('fromDay')} />
        <TextInput label="To" type="date" required {...edit.text('toDay')} />
        <TextInput
          label="Times the usual"
          description="2.5 sells two and a half times as much; below 1, less"
          inputMode="decimal"
          required
          autoComplete="off"
          {...edit.text('uplift')}
        />
      </div>
    </FormFrame>
  );
}
