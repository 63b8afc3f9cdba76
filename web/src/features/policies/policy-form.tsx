import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { policyDefaults, PolicyEdit, type PolicyField } from '#domain/replenishment/policy.ts';
import { percent } from '#web/lib/format.ts';
import { type Edition, type Form, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { notify } from '#web/ui/notify.tsx';
import form from '#web/ui/form.module.css';
import { useEditPolicy } from './change-policy.ts';
import { plainProblem, type PolicyDraft, policyBody } from './policy-draft.ts';
import { autoWords, fieldWords, methodWords } from './policy-words.ts';

type Choice = { id: string; name: string };
type PolicyFormProps = {
  start: Edition<PolicyDraft>;
  suppliers: Choice[];
  stores: Choice[];
  /** Which store, category or product a new policy is for. */
  renderPlace?: (edit: Form<PolicyDraft>) => ReactNode;
  reload: (draft: PolicyDraft) => Promise<Edition<PolicyDraft>>;
  onDone: () => void;
};

const isChain = ({ storeId, category, productId }: PolicyDraft) => !storeId && !category && !productId;

/** How something is replenished. What is left empty is taken from the level above, and says so. */
export function PolicyForm({ start, suppliers, stores, renderPlace, reload, onDone }: PolicyFormProps) {
  const save = useEditPolicy();
  const edit = useForm<PolicyDraft, typeof PolicyEdit>({
    start,
    schema: PolicyEdit,
    body: policyBody,
    send: async (policy) => {
      await save.mutateAsync(policy);
      notify({ color: 'teal', message: 'The policy is saved: it applies from the next plan on' });
    },
    reload,
    onDone,
  });
  const { draft } = edit;
  const atTop = isChain(draft);
  const above = (usual: string) => (atTop ? `Usual: ${usual}` : 'As the level above says');
  const choice = (field: PolicyField, options: Record<string, string>, empty: string) => (
    <NativeSelect
      label={fieldWords[field]}
      data={[{ value: '', label: empty }, ...Object.entries(options).map(([value, label]) => ({ value, label }))]}
      {...edit.text(field)}
    />
  );
  const amount = (field: PolicyField, placeholder: string, description: string) => (
    <TextInput
      label={fieldWords[field]}
      description={description}
      placeholder={placeholder}
      inputMode="decimal"
      autoComplete="off"
      {...edit.text(field)}
      error={plainProblem(field, edit.problem(field))}
    />
  );
  const names = (choices: Choice[]) => Object.fromEntries(choices.map(({ id, name }) => [id, name]));
  return (
    <FormFrame form={edit} action="Save" onCancel={onDone} words={policyWords}>
      {renderPlace?.(edit)}
      <div className={form['fields']}>
        {choice('method', methodWords, above(methodWords.learned))}
        {choice('autoMode', autoWords, above(autoWords.suggest))}
        {amount('serviceLevel', above(percent(policyDefaults.serviceLevel)), 'Percent of weeks without running out')}
        {amount('reviewDays', above(`${policyDefaults.reviewDays} days`), 'How often is ordered')}
        {amount('shelfMax', above('no limit'), 'Units; never more than this')}
        {amount('priceJump', above(`${policyDefaults.priceJump}%`), 'Percent; dearer than this waits for somebody')}
        {draft.method === 'fixed' ? (
          <>
            {amount('reorderPoint', above("the catalogue's"), 'Units there and coming')}
            {amount('orderUpTo', above('a pack more'), 'Units')}
          </>
        ) : null}
        {choice('supplierId', names(suppliers), above('the cheapest'))}
        {choice('warehouseId', names(stores), above('none'))}
        <TextInput
          label={fieldWords.snoozedUntil}
          description="Nothing is suggested before this day"
          type="date"
          {...edit.text('snoozedUntil')}
        />
      </div>
    </FormFrame>
  );
}

const policyWords = (draft: PolicyDraft): Record<string, string> =>
  Object.fromEntries(Object.entries(fieldWords).map(([field, label]) => [label, draft[field as PolicyField]]));
