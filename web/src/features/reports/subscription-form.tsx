import { Checkbox, NativeSelect, Switch } from '@mantine/core';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import { type AttachmentKind, attachmentKinds, type Language, languages, reportKinds } from '#domain/reports/kinds.ts';
import { SaveReportSubscription } from '#domain/reports/person-subscription.ts';
import type { ReportSubscription } from '#domain/reports/subscription.ts';
import { useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import form from '#web/ui/form.module.css';
import { attachmentWords, formatsOf, kindWords, languageWords } from './report-words.ts';
import { useSaveSubscription } from './reports.ts';

type Draft = {
  storeId: string;
  kind: string;
  language: Language;
  locale: string;
  attachments: AttachmentKind[];
  isOn: boolean;
};
type SubscriptionFormProps = {
  /** The one to change; undefined: a new one. */
  subscription: ReportSubscription | undefined;
  /** Whose: a person that the caller manages; undefined: the caller. */
  person: string | undefined;
  /** The stores to choose from, by id; '' is the chain. */
  scopes: { value: string; label: string }[];
  onDone: () => void;
};

/** Which report somebody gets, in which language and with which files. */
export function SubscriptionForm({ subscription, person, scopes, onDone }: SubscriptionFormProps) {
  const save = useSaveSubscription();
  const edit = useForm<Draft, typeof SaveReportSubscription>({
    start: {
      draft: {
        storeId: subscription ? (subscription.storeId ?? '') : (scopes[0]?.value ?? ''),
        kind: subscription?.kind ?? 'daily',
        language: subscription?.language ?? 'en',
        locale: subscription?.locale ?? 'en-GB',
        attachments: subscription?.attachments ?? [],
        isOn: subscription?.isOn ?? true,
      },
      version: subscription?.version,
    },
    schema: SaveReportSubscription,
    body: ({ storeId, ...draft }) => ({
      ...draft,
      storeId: storeId === '' ? null : storeId,
      ...(person === undefined ? {} : { person }),
    }),
    send: (body) => save.mutateAsync(body),
    onDone,
  });
  const { draft, set, text } = edit;
  const chooseLanguage = (chosen: string) => {
    const language = languages.find((one) => one === chosen) ?? 'en';
    set({ language, locale: formatsOf(language)[0]?.value ?? 'en-GB' });
  };
  const isFixed = subscription !== undefined;
  return (
    <FormFrame form={edit} action="Save" onCancel={onDone} words={wordsOf}>
      <div className={form['fields']}>
        <NativeSelect label="Of" data={scopes} disabled={isFixed} {...text('storeId')} />
        <NativeSelect
          label="How often"
          data={reportKinds.map((kind) => ({ value: kind, label: kindWords[kind] }))}
          disabled={isFixed}
          {...text('kind')}
        />
        <NativeSelect
          label="Language"
          data={languages.map((one) => ({ value: one, label: languageWords[one] }))}
          value={draft.language}
          onChange={(event) => chooseLanguage(event.currentTarget.value)}
        />
        <NativeSelect label="Numbers and days" data={formatsOf(draft.language)} {...text('locale')} />
      </div>
      <Checkbox.Group
        label="The lines sold, attached as"
        value={draft.attachments}
        onChange={(chosen) => set({ attachments: attachmentKinds.filter((kind) => chosen.includes(kind)) })}
      >
        <div className={form['fields']}>
          {attachmentKinds.map((kind) => (
            <Checkbox key={kind} value={kind} label={attachmentWords[kind]} mt={6} />
          ))}
        </div>
      </Checkbox.Group>
      <Switch
        label="Send it"
        description="From the next day that closes"
        checked={draft.isOn}
        onChange={(event) => set({ isOn: event.currentTarget.checked })}
      />
    </FormFrame>
  );
}

const wordsOf = (draft: Draft): Record<string, string> => ({
  Language: languageWords[draft.language],
  Format: draft.locale,
  Attached: draft.attachments.map((kind) => attachmentWords[kind]).join(', '),
  Sent: draft.isOn ? 'yes' : 'no',
});
