import { ActionIcon, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import type { Partner } from '#domain/transfers/transfer.ts';
import { quantity } from '#web/lib/format.ts';
import { type Edition, type Form, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';
import { type DraftLine, type TransferDraft, wordsOf } from './transfer-draft.ts';
import classes from './transfers.module.css';

type TransferFormProps<Schema extends z.ZodType> = {
  start: Edition<TransferDraft>;
  schema: Schema;
  body: (draft: TransferDraft, version: number | undefined) => unknown;
  send: (body: z.output<Schema>) => Promise<unknown>;
  reload?: () => Promise<Edition<TransferDraft>>;
  stores: Partner[];
  /** Whether whoever drafts it may move stock in that store: one of the two has to be such a one. */
  isMine: (storeId: string) => boolean;
  action: string;
  /** The box in which a product is looked for; it calls back with the one that was chosen. */
  renderPicker: (picking: {
    storeId: string;
    error: string | null;
    onPick: (line: Omit<DraftLine, 'quantity'>) => void;
  }) => ReactNode;
  onDone: () => void;
  onCancel: () => void;
};

/** From where to where, and how much of what. */
export function TransferForm<Schema extends z.ZodType>(props: TransferFormProps<Schema>) {
  const { stores, isMine, action, renderPicker, onCancel } = props;
  const edit = useForm<TransferDraft, Schema>(props);
  const { draft, set, text, problem } = edit;
  const from = stores.find(({ id }) => id === draft.fromStoreId);
  const choices = (those: Partner[]) => [
    { value: '', label: 'Choose…' },
    ...those.map(({ id, name }) => ({ value: id, label: name })),
  ];
  // Only where money counts the same can what left at a cost arrive at it.
  const fits = (one: Partner, other: Partner) =>
    one.id !== other.id && one.currency === other.currency && (isMine(one.id) || isMine(other.id));
  const others = stores.filter((to) => !from || fits(from, to));
  const leave = (fromStoreId: string) => {
    const next = stores.find(({ id }) => id === fromStoreId);
    const to = stores.find(({ id }) => id === draft.toStoreId);
    // What was available in another store says nothing any more.
    const lines = draft.lines.map((line) => ({ ...line, available: null }));
    set({ fromStoreId, lines, ...(next && to && !fits(next, to) ? { toStoreId: '' } : {}) });
  };
  const add = (line: Omit<DraftLine, 'quantity'>) => {
    if (!draft.lines.some(({ productId }) => productId === line.productId))
      set({ lines: [...draft.lines, { ...line, quantity: '1' }] });
  };
  const isBare = problem('lines') !== null && draft.lines.length === 0;
  return (
    <FormFrame form={edit} action={action} onCancel={onCancel} words={wordsOf}>
      <div className={form['fields']}>
        <NativeSelect
          label="From"
          required
          data={choices(stores)}
          description={from && !isMine(from.id) ? 'You ask for it, and they ship it' : undefined}
          {...text('fromStoreId')}
          onChange={(event) => leave(event.currentTarget.value)}
          error={problem('fromStoreId') && 'Choose a store'}
        />
        <NativeSelect
          label="To"
          required
          data={choices(others)}
          {...text('toStoreId')}
          error={problem('toStoreId') && 'Choose another store'}
        />
        <TextInput type="date" label="Expected on" {...text('expectedOn')} />
      </div>
      {renderPicker({ storeId: draft.fromStoreId, error: isBare ? 'Add at least one product' : null, onPick: add })}
      <Lines edit={edit} />
      <Textarea label="Note" autosize minRows={1} maxRows={6} {...text('note')} />
    </FormFrame>
  );
}

function Lines({ edit: { draft, set, problem } }: { edit: Form<TransferDraft> }) {
  const change = (index: number, amount: string) =>
    set({ lines: draft.lines.map((line, at) => (at === index ? { ...line, quantity: amount } : line)) });
  return (
    <ul className={classes['lines']} aria-label="Lines">
      {draft.lines.map(({ productId, sku, name, quantity: amount, available }, index) => (
        <li key={productId} className={classes['line']}>
          <div className={classes['product']}>
            <div className="one-line">{name}</div>
            <Text size="xs" c="dimmed">
              <span className="code">{sku}</span>
              {available === null ? '' : `, ${quantity(available)} available`}
            </Text>
          </div>
          <TextInput
            aria-label={`How many of ${sku}`}
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            error={problem(`lines.${index}`)}
            onChange={(event) => change(index, event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Take ${sku} off`}
            onClick={() => set({ lines: draft.lines.filter((one) => one.productId !== productId) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
