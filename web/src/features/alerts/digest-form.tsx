import { Alert, Checkbox, NativeSelect, Switch, Text } from '@mantine/core';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import { alertKindNames, alertKinds } from '#domain/alerts/kinds.ts';
import { type AlertPreference, AlertPreferenceEdit } from '#domain/alerts/preference.ts';
import type { Store } from '#domain/stores/store.ts';
import { plural, weekdayName } from '#web/lib/format.ts';
import { type Edition, useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { notify } from '#web/ui/notify.tsx';
import form from '#web/ui/form.module.css';
import { fetchPreference, useSavePreference } from './alert-settings.ts';
import classes from './alerts.module.css';

type Draft = {
  isOn: boolean;
  hour: string;
  timeZone: string;
  weekdays: string[];
  areAllStores: boolean;
  stores: string[];
  areAllKinds: boolean;
  kinds: string[];
  urgent: boolean;
};

const editionOf = (preference: AlertPreference): Edition<Draft> => ({
  draft: {
    isOn: preference.isOn,
    hour: String(preference.hour),
    timeZone: preference.timeZone,
    weekdays: preference.weekdays.map(String),
    areAllStores: preference.stores === null,
    stores: preference.stores ?? [],
    areAllKinds: preference.kinds === null,
    kinds: preference.kinds ?? [],
    urgent: preference.urgent,
  },
  version: preference.version,
});

const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const weekdays = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day, 'short') }));
const kinds = alertKindNames.map((kind) => ({ value: kind as string, label: alertKinds[kind].label }));

type DigestFormProps = { preference: AlertPreference; stores: Store[]; onEnd: () => void };

/**
 * Which mails one gets oneself: the digest with its hours, stores and kinds, and what is urgent at once.
 * @param props.onEnd saved, or given up: the form is to be drawn anew with what holds now
 */
export function DigestForm({ preference, stores, onEnd }: DigestFormProps) {
  const save = useSavePreference();
  const edit = useForm<Draft, typeof AlertPreferenceEdit>({
    start: editionOf(preference),
    schema: AlertPreferenceEdit,
    body: (draft, version) => ({
      isOn: draft.isOn,
      hour: Number(draft.hour),
      timeZone: draft.timeZone,
      weekdays: draft.weekdays.map(Number).toSorted((one, other) => one - other),
      stores: draft.areAllStores ? null : draft.stores,
      kinds: draft.areAllKinds ? null : draft.kinds,
      urgent: draft.urgent,
      version: version ?? 0,
    }),
    send: async (body) => {
      await save.mutateAsync(body);
      notify({
        color: 'teal',
        title: 'Saved',
        message: body.isOn ? 'The digest comes as you chose' : 'No digest is sent',
      });
    },
    reload: async () => editionOf(await fetchPreference()),
    onDone: onEnd,
  });
  const { draft, set, text, problem } = edit;
  const zones = [...new Set([draft.timeZone, ...stores.map(({ timeZone }) => timeZone)])];
  return (
    <FormFrame form={edit} action="Save" onCancel={onEnd} words={wordsOf}>
      {preference.email === null ? (
        <Alert color="yellow" title="Your address is not known">
          <Text size="sm">No mail can be sent to you. It is taken from your sign-in.</Text>
        </Alert>
      ) : preference.suppressed !== null ? (
        <Alert color="yellow" title={`Nothing is sent to ${preference.email}`}>
          <Text size="sm">
            {preference.suppressed === 'bounce' ? 'Mails to this address bounced.' : 'A mail was reported as unwanted.'}{' '}
            An administrator can release it under Reports, Addresses.
          </Text>
        </Alert>
      ) : (
        <Text size="sm" c="dimmed">
          Mails go to {preference.email}.
        </Text>
      )}
      <Switch
        label="Digest by mail"
        description="What is new, apart from what is still open, the costliest first"
        checked={draft.isOn}
        onChange={(event) => set({ isOn: event.currentTarget.checked })}
      />
      {draft.isOn ? (
        <>
          <div className={form['fields']}>
            <NativeSelect label="At" data={hours} {...text('hour')} />
            <NativeSelect label="By the clock of" data={zones} {...text('timeZone')} />
          </div>
          {preference.hoursUntilItCounts > 0 ? (
            <Text size="sm" c="dimmed">
              A changed hour counts once stock is planned next, within{' '}
              {plural(preference.hoursUntilItCounts, 'hour', 'hours')}.
            </Text>
          ) : null}
          <Choice
            label="On"
            choices={weekdays}
            value={draft.weekdays}
            error={problem('weekdays') && 'Choose a day'}
            onChange={(chosen) => set({ weekdays: chosen })}
          />
        </>
      ) : null}
      <Switch
        label="Urgent alerts at once"
        description="At most one mail for each alert"
        checked={draft.urgent}
        onChange={(event) => set({ urgent: event.currentTarget.checked })}
      />
      {draft.isOn || draft.urgent ? (
        <>
          <Switch
            label="Of all my stores"
            checked={draft.areAllStores}
            onChange={(event) => set({ areAllStores: event.currentTarget.checked })}
          />
          {draft.areAllStores ? null : (
            <Choice
              label="Stores"
              choices={stores.map(({ id, name }) => ({ value: id, label: name }))}
              value={draft.stores}
              error={problem('stores') && 'Choose a store'}
              onChange={(chosen) => set({ stores: chosen })}
            />
          )}
          <Switch
            label="Of every kind"
            checked={draft.areAllKinds}
            onChange={(event) => set({ areAllKinds: event.currentTarget.checked })}
          />
          {draft.areAllKinds ? null : (
            <Choice
              label="Kinds"
              choices={kinds}
              value={draft.kinds}
              error={problem('kinds') && 'Choose a kind'}
              onChange={(chosen) => set({ kinds: chosen })}
            />
          )}
        </>
      ) : null}
    </FormFrame>
  );
}

type ChoiceProps = {
  label: string;
  choices: { value: string; label: string }[];
  value: string[];
  error: string | null;
  onChange: (value: string[]) => void;
};

const Choice = ({ label, choices, value, error, onChange }: ChoiceProps) => (
  <Checkbox.Group label={label} value={value} error={error} onChange={onChange}>
    <div className={classes['days']}>
      {choices.map((choice) => (
        <Checkbox key={choice.value} {...choice} />
      ))}
    </div>
  </Checkbox.Group>
);

const wordsOf = (draft: Draft): Record<string, string> => ({
  Digest: draft.isOn ? 'yes' : 'no',
  At: `${draft.hour}:00, ${draft.timeZone}`,
  On: weekdays
    .filter(({ value }) => draft.weekdays.includes(value))
    .map(({ label }) => label)
    .join(', '),
  'Urgent at once': draft.urgent ? 'yes' : 'no',
  Kinds: draft.areAllKinds ? 'all' : draft.kinds.join(', '),
});
