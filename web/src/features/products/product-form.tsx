import { Autocomplete, NativeSelect, Switch, TagsInput, TextInput } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import type * as z from 'zod';
import { useCategories } from './list-products.ts';
import { type ProductDraft, statuses, wordsOf } from './product-draft.ts';
import { type Edition, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { Panel } from '#web/ui/panel.tsx';
import form from '#web/ui/form.module.css';

type ProductFormProps<Schema extends z.ZodType> = {
  start: Edition<ProductDraft>;
  schema: Schema;
  body: (draft: ProductDraft, version: number | undefined) => unknown;
  send: (body: z.output<Schema>) => Promise<unknown>;
  reload?: () => Promise<Edition<ProductDraft>>;
  onDone: () => void;
  onCancel: () => void;
};

/** Everything that can be said of a product. */
export function ProductForm<Schema extends z.ZodType>(props: ProductFormProps<Schema>) {
  const edit = useForm<ProductDraft, Schema>(props);
  const { draft, set, problem, text } = edit;
  const categories = useCategories();
  const offered = edit.isNew ? statuses.filter(({ value }) => value !== 'archived') : statuses;
  return (
    <FormFrame
      form={edit}
      action={edit.isNew ? 'Add the product' : 'Save'}
      onCancel={props.onCancel}
      words={wordsOf}
      isPage
    >
      <Panel title="Product">
        <div className={form['fields']}>
          <TextInput label="Name" required autoComplete="off" {...text('name')} />
          <TextInput label="SKU" description="What files call it" required autoComplete="off" {...text('sku')} />
          <Autocomplete
            label="Category"
            description="One in use, or a new one"
            data={categories.map(({ category }) => category)}
            limit={30}
            autoComplete="off"
            value={draft.category}
            error={problem('category')}
            onChange={(category) => set({ category })}
          />
          <TextInput label="Family" description="Groups sizes and colours" autoComplete="off" {...text('family')} />
          <NativeSelect label="Status" data={offered} {...text('status')} />
        </div>
      </Panel>
      <Panel title="Prices">
        <div className={form['fields']}>
          <TextInput
            label="Price"
            description="Tax included, in the currency of whichever store sells it"
            inputMode="decimal"
            autoComplete="off"
            {...text('price')}
          />
          <TextInput
            label="Cost"
            description="Until a store has a moving average of its own"
            inputMode="decimal"
            autoComplete="off"
            {...text('cost')}
          />
        </div>
      </Panel>
      <Panel title="Stock">
        <div className={form['fields']}>
          <TextInput
            label="Reorder at"
            description="It is low at or below this, in each store"
            inputMode="decimal"
            autoComplete="off"
            {...text('reorderPoint')}
          />
          <Switch
            label="Stock is kept"
            description="Off for postage, deposits and fees: they bring revenue, and nothing moves"
            checked={draft.isStocked}
            error={problem('isStocked')}
            onChange={(event) => set({ isStocked: event.currentTarget.checked })}
          />
          <TagsInput
            className={form['wide'] ?? ''}
            label="Barcodes"
            description="Scan or type one, then press Enter"
            splitChars={[',', ';', ' ', '\n']}
            value={draft.barcodes}
            error={problem('barcodes')}
            onChange={(barcodes) => set({ barcodes })}
          />
        </div>
      </Panel>
    </FormFrame>
  );
}
