import { NativeSelect, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import type { ReactNode } from 'react';
import { CountScope, NewCountSheet } from '#domain/counts/count-sheet.ts';
import type { Store } from '#domain/stores/store.ts';
import { decimal } from '#web/lib/typed.ts';
import { useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';
import { scopeWords } from './sheet-words.ts';

type ScopeKind = CountScope['kind'];
type Draft = {
  storeId: string;
  name: string;
  scope: ScopeKind;
  category: string;
  productIds: string[];
  isBlind: boolean;
  recount: 'yes' | 'no';
  units: string;
  percent: string;
  value: string;
};

const kinds: ScopeKind[] = ['all', 'category', 'products', 'negative', 'abc_a'];

type SheetFormProps = {
  stores: Store[];
  store: string | undefined;
  categories: string[];
  /** The product to begin with, where one is known. */
  productId: string | undefined;
  /** What is chosen so far, and the box in which more are looked for. */
  renderProducts: (choosing: {
    productIds: string[];
    error: string | null;
    onChange: (productIds: string[]) => void;
  }) => ReactNode;
  send: (body: NewCountSheet) => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
};

/** What is to be counted, whether blind, and from which difference on it is counted again. */
export function SheetForm({
  stores,
  store,
  categories,
  productId,
  renderProducts,
  send,
  onDone,
  onCancel,
}: SheetFormProps) {
  const edit = useForm<Draft, typeof NewCountSheet>({
    start: {
      draft: {
        storeId: store ?? (stores.length === 1 ? (stores[0]?.id ?? '') : ''),
        name: '',
        scope: productId === undefined ? 'all' : 'products',
        category: '',
        productIds: productId === undefined ? [] : [productId],
        isBlind: false,
        recount: 'yes',
        units: '5',
        percent: '10',
        value: '50',
      },
      version: undefined,
    },
    schema: NewCountSheet,
    body: (draft) => ({
      storeId: draft.storeId,
      name: draft.name,
      scope: {
        kind: draft.scope,
        ...(draft.scope === 'category' ? { category: draft.category } : {}),
        ...(draft.scope === 'products' ? { productIds: draft.productIds } : {}),
      },
      isBlind: draft.isBlind,
      recount:
        draft.recount === 'no'
          ? null
          : {
              units: decimal(draft.units),
              percent: Number(decimal(draft.percent) ?? Number.NaN),
              value: decimal(draft.value),
            },
    }),
    send,
    onDone,
  });
  const { draft, set, text, problem } = edit;
  const money = stores.find(({ id }) => id === draft.storeId)?.currency;
  return (
    <FormFrame form={edit} action="Make the sheet" onCancel={onCancel} words={() => ({})}>
      <div className={form['fields']}>
        <NativeSelect
          label="Store"
          required
          data={[{ value: '', label: 'Choose…' }, ...stores.map(({ id, name }) => ({ value: id, label: name }))]}
          {...text('storeId')}
          error={problem('storeId') && 'Choose a store'}
        />
        <TextInput
          label="Name"
          required
          autoComplete="off"
          placeholder="Kitchen, first quarter"
          data-autofocus
          {...text('name')}
        />
        <NativeSelect
          label="What is counted"
          data={kinds.map((value) => ({ value, label: scopeWords[value] }))}
          value={draft.scope}
          onChange={(event) => set({ scope: kinds.find((kind) => kind === event.currentTarget.value) ?? 'all' })}
        />
        {draft.scope === 'category' ? (
          <NativeSelect
            label="Category"
            required
            data={[{ value: '', label: 'Choose…' }, ...categories]}
            {...text('category')}
            error={problem('scope') && 'Choose a category'}
          />
        ) : null}
      </div>
      {draft.scope === 'products'
        ? renderProducts({
            productIds: draft.productIds,
            error: problem('scope'),
            onChange: (productIds) => set({ productIds }),
          })
        : null}
      <Switch
        label="Blind"
        description="Whoever counts does not see what the books have, until it is posted"
        checked={draft.isBlind}
        onChange={(event) => set({ isBlind: event.currentTarget.checked })}
      />
      <Switch
        label="Count again what is far from the books"
        checked={draft.recount === 'yes'}
        onChange={(event) => set({ recount: event.currentTarget.checked ? 'yes' : 'no' })}
      />
      {draft.recount === 'yes' ? (
        <div className={form['fields']}>
          <TextInput
            label="More than so many units"
            inputMode="decimal"
            {...text('units')}
            error={problem('recount.units')}
          />
          <TextInput
            label="and more than so many %"
            inputMode="decimal"
            {...text('percent')}
            error={problem('recount.percent')}
          />
          <TextInput
            label={`Or more than this at cost${money ? `, in ${money}` : ''}`}
            inputMode="decimal"
            {...text('value')}
            error={problem('recount.value')}
          />
        </div>
      ) : null}
    </FormFrame>
  );
}
