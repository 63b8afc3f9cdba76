import { NativeSelect, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import type * as z from 'zod';
import { ClosuresEditor } from './closures-editor.tsx';
import { FeedsEditor } from './feeds-editor.tsx';
import { HoursEditor } from './hours-editor.tsx';
import { type StoreDraft, wordsOf } from './store-draft.ts';
import { dateOrders, kinds, oversellings, unknowns } from './store-words.ts';
import { CurrencyPicker, ZonePicker } from './zone-picker.tsx';
import { type Edition, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { Panel } from '#web/ui/panel.tsx';
import form from '#web/ui/form.module.css';

type StoreFormProps<Schema extends z.ZodType> = {
  start: Edition<StoreDraft>;
  schema: Schema;
  body: (draft: StoreDraft, version: number | undefined) => unknown;
  send: (body: z.output<Schema>) => Promise<unknown>;
  reload?: () => Promise<Edition<StoreDraft>>;
  isCurrencyFixed: boolean;
  readOnly: boolean;
  onDone: () => void;
  onCancel: () => void;
};

/** Everything that can be said of a store. */
export function StoreForm<Schema extends z.ZodType>(props: StoreFormProps<Schema>) {
  const edit = useForm<StoreDraft, Schema>(props);
  const { draft, set, problem, text } = edit;
  return (
    <FormFrame
      form={edit}
      action={edit.isNew ? 'Create the store' : 'Save'}
      onCancel={props.onCancel}
      words={wordsOf}
      isPage
      readOnly={props.readOnly}
    >
      <Panel title="Store">
        <div className={form['fields']}>
          <TextInput label="Name" required autoComplete="off" {...text('name')} />
          <TextInput
            label="Code"
            description="What files call it: short, such as LEEDS"
            required
            autoComplete="off"
            {...text('code')}
          />
          <NativeSelect label="Kind" data={kinds} {...text('kind')} />
        </div>
      </Panel>
      <Panel title="Clock and currency">
        <div className={form['fields']}>
          <ZonePicker value={draft.timeZone} error={problem('timeZone')} onChange={(timeZone) => set({ timeZone })} />
          <CurrencyPicker
            value={draft.currency}
            error={problem('currency')}
            isFixed={props.isCurrencyFixed}
            onChange={(currency) => set({ currency })}
          />
          <TextInput
            type="time"
            label="Business day ends at"
            description="Until then a sale counts for the day before. A change is for new movements only."
            {...text('dayCutoff')}
          />
        </div>
      </Panel>
      <Panel title="Opening hours">
        <HoursEditor hours={draft.hours} problem={problem} onChange={(hours) => set({ hours })} />
      </Panel>
      <Panel title="Closures">
        <ClosuresEditor closures={draft.closures} problem={problem} onChange={(closures) => set({ closures })} />
      </Panel>
      <Panel title="Files">
        <div className={form['fields']} style={{ marginBottom: 18 }}>
          <NativeSelect
            label="Products that nobody knows"
            description="What an import does with such a row"
            data={unknowns}
            {...text('unknownSku')}
          />
          <NativeSelect
            label="Dates in files"
            description="How 12/1/2026 is read"
            data={dateOrders}
            {...text('dateOrder')}
          />
        </div>
        <FeedsEditor
          feeds={draft.expectedFeeds}
          problem={problem}
          onChange={(expectedFeeds) => set({ expectedFeeds })}
        />
      </Panel>
      <Panel title="Stock">
        <div className={form['fields']}>
          <NativeSelect
            label="Taking stock below zero by hand"
            description="Issues, transfers and reservations. A sale that happened is always recorded."
            data={oversellings}
            {...text('overselling')}
          />
          {edit.isNew ? null : (
            <Switch
              label="Closed for good"
              description="Kept for its history, no longer offered. It must be empty."
              checked={draft.isArchived}
              error={problem('isArchived')}
              onChange={(event) => set({ isArchived: event.currentTarget.checked })}
            />
          )}
        </div>
      </Panel>
    </FormFrame>
  );
}
