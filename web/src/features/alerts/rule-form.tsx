import { NativeSelect, Switch, Text, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import { alertKinds, type AlertKind, urgencies, type Urgency } from '#domain/alerts/kinds.ts';
import { type AlertRule, AlertRuleEdit } from '#domain/alerts/rule.ts';
import { type Edition, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { notify } from '#web/ui/notify.tsx';
import form from '#web/ui/form.module.css';
import { fetchRules, useSaveRule } from './alert-settings.ts';
import { ruleFor, urgencyWords } from './rule-list.tsx';

type Draft = { settings: 'own' | 'chain'; isOn: boolean; threshold: string; hysteresis: string; urgent: Urgency };

/** The form's fields of a rule. A store without settings of its own begins with the chain's, at version 0. */
const editionOf = (rule: AlertRule | undefined, storeId: string | null): Edition<Draft> => {
  const isOwn = rule !== undefined && rule.storeId === storeId;
  return {
    draft: {
      settings: isOwn ? 'own' : 'chain',
      isOn: rule?.isOn ?? true,
      threshold: String(rule?.threshold ?? ''),
      hysteresis: String(rule?.hysteresis ?? ''),
      urgent: rule?.urgent ?? 'never',
    },
    version: isOwn ? rule.version : 0,
    ...(isOwn ? { saved: rule } : {}),
  };
};

const numberOf = (text: string) => (text.trim() === '' ? null : Number(text.trim().replace(',', '.')));

type RuleFormProps = { kind: AlertKind; rules: AlertRule[]; storeId: string | null; onDone: () => void };

/** What opens alerts of a kind, in the chain or in one store instead. */
export function RuleForm({ kind, rules, storeId, onDone }: RuleFormProps) {
  const { label, meaning, threshold, hysteresis } = alertKinds[kind];
  const save = useSaveRule();
  const edit = useForm<Draft, typeof AlertRuleEdit>({
    start: editionOf(ruleFor(rules, kind, storeId), storeId),
    schema: AlertRuleEdit,
    body: (draft, version) => ({
      kind,
      storeId,
      version: version ?? 0,
      settings:
        storeId !== null && draft.settings === 'chain'
          ? null
          : {
              isOn: draft.isOn,
              threshold: threshold ? numberOf(draft.threshold) : null,
              hysteresis: hysteresis ? numberOf(draft.hysteresis) : null,
              urgent: draft.urgent,
            },
    }),
    send: async (body) => {
      await save.mutateAsync(body);
      notify({ color: 'teal', title: 'Rule saved', message: label });
    },
    reload: async () => editionOf(ruleFor(await fetchRules(storeId ?? undefined), kind, storeId), storeId),
    onDone,
  });
  const { draft, set, text, problem } = edit;
  const words = (one: Draft) => ({
    Settings: storeId === null || one.settings === 'own' ? 'Its own' : 'As the chain',
    On: one.isOn ? 'yes' : 'no',
    Opens: one.threshold,
    Ends: one.hysteresis,
    Mail: urgencyWords[one.urgent],
  });
  const isOpen = storeId === null || draft.settings === 'own';
  const number = (setting: typeof threshold, field: 'threshold' | 'hysteresis') =>
    setting === null ? null : (
      <TextInput
        label={`${setting.label}, in ${setting.unit}`}
        inputMode="decimal"
        autoComplete="off"
        required
        {...text(field)}
        error={problem(`settings.${field}`)}
      />
    );
  return (
    <FormFrame form={edit} action="Save" onCancel={onDone} words={words}>
      <Text size="sm">{meaning}.</Text>
      {storeId === null ? null : (
        <Switch
          label="Settings of its own"
          description="Off: as the chain"
          checked={draft.settings === 'own'}
          onChange={(event) => set({ settings: event.currentTarget.checked ? 'own' : 'chain' })}
        />
      )}
      {isOpen ? (
        <>
          <Switch
            label="Open alerts of this kind"
            checked={draft.isOn}
            onChange={(event) => set({ isOn: event.currentTarget.checked })}
          />
          <div className={form['fields']}>
            {number(threshold, 'threshold')}
            {number(hysteresis, 'hysteresis')}
            <NativeSelect
              label="Mails"
              data={urgencies.map((value) => ({ value, label: urgencyWords[value] }))}
              {...text('urgent')}
            />
          </div>
        </>
      ) : null}
    </FormFrame>
  );
}
