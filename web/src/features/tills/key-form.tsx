import { NativeSelect, TextInput } from '@mantine/core';
import type { Store } from '#domain/stores/store.ts';
import { NewTillKey, type NewTillKeyDone } from '#domain/tills/till-key.ts';
import { useCreateTillKey } from './till-keys.ts';
import { whole } from '#web/lib/typed.ts';
import { useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';

type Draft = { storeId: string; label: string; expiresAt: string; rateLimit: string };
type KeyFormProps = {
  stores: Store[];
  store: string | undefined;
  onMade: (made: NewTillKeyDone) => void;
  onCancel: () => void;
};

/** Makes a key for one till. */
export function KeyForm({ stores, store, onMade, onCancel }: KeyFormProps) {
  const create = useCreateTillKey();
  const edit = useForm<Draft, typeof NewTillKey>({
    start: {
      draft: { storeId: store ?? stores[0]?.id ?? '', label: '', expiresAt: '', rateLimit: '20' },
      version: undefined,
    },
    schema: NewTillKey,
    body: ({ storeId, label, expiresAt, rateLimit }) => ({
      storeId,
      label,
      rateLimit: whole(rateLimit) ?? undefined,
      // The end of that day by the viewer's clock.
      ...(expiresAt ? { expiresAt: new Date(`${expiresAt}T23:59:59`).toISOString() } : {}),
    }),
    send: async (key) => onMade(await create.mutateAsync(key)),
    onDone: () => undefined,
  });
  const words = (draft: Draft) => ({ Till: draft.label });
  return (
    <FormFrame form={edit} action="Make the key" onCancel={onCancel} words={words}>
      <div className={form['fields']}>
        <TextInput
          label="Till"
          description="What people call it"
          placeholder="Till 3"
          required
          autoComplete="off"
          data-autofocus
          {...edit.text('label')}
        />
        <NativeSelect
          label="Store"
          description="Its sales are this store's"
          data={stores.map(({ id, name }) => ({ value: id, label: name }))}
          {...edit.text('storeId')}
        />
        <TextInput
          type="date"
          label="Works until"
          description="Empty: until it is revoked"
          {...edit.text('expiresAt')}
        />
        <TextInput
          label="Calls a second"
          description="More are told to wait"
          inputMode="numeric"
          autoComplete="off"
          {...edit.text('rateLimit')}
        />
      </div>
    </FormFrame>
  );
}
