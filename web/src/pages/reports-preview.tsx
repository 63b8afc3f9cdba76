import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { languages, type ReportKind, reportKinds } from '#domain/reports/kinds.ts';
import { may } from '#domain/users/rights.ts';
import { MailFrame } from '#web/features/reports/mail-frame.tsx';
import { formatsOf, kindWords, languageWords } from '#web/features/reports/report-words.ts';
import { usePreview, useSendTest, type Wanted } from '#web/features/reports/reports.ts';
import { useMe } from '#web/features/users/get-me.ts';
import { explain } from '#web/lib/problem.ts';
import { useStores } from '#web/lib/stores.ts';
import { Failed } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Panel } from '#web/ui/panel.tsx';
import classes from '#web/features/reports/reports.module.css';

/** The report of the day that is not over yet, as it would go out now; and to oneself, as a test. */
export function PreviewPart() {
  const caller = useMe().data;
  const stores = useStores().filter(({ isArchived }) => !isArchived);
  const isChain = caller !== undefined && may(caller, 'stock.read', null);
  const [store, setStore] = useState<string>();
  const [kind, setKind] = useState<ReportKind>('daily');
  const [{ language, locale }, setWords] = useState<Pick<Wanted, 'language' | 'locale'>>({
    language: 'en',
    locale: 'en-GB',
  });
  const wanted: Wanted = { store: store ?? (isChain ? undefined : stores[0]?.id), kind, language, locale };
  const test = useSendTest();
  const send = () =>
    test.mutate(wanted, {
      onSuccess: ({ email }) => notify({ color: 'teal', title: 'Sent', message: `To ${email}` }),
      onError: (error) => notify({ color: 'red', title: 'Not sent', message: explain(error) }),
    });
  return (
    <Panel
      title="As it would go out now"
      note="Of the business day that is not over yet"
      side={
        <Button loading={test.isPending} onClick={send}>
          Send me a test
        </Button>
      }
    >
      <div className={classes['choices']}>
        <NativeSelect
          label="Of"
          value={wanted.store ?? ''}
          data={[
            ...(isChain ? [{ value: '', label: 'All stores' }] : []),
            ...stores.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => setStore(event.currentTarget.value || undefined)}
        />
        <NativeSelect
          label="Kind"
          value={kind}
          data={reportKinds.map((one) => ({ value: one, label: kindWords[one] }))}
          onChange={(event) => setKind(reportKinds.find((one) => one === event.currentTarget.value) ?? 'daily')}
        />
        <NativeSelect
          label="Language"
          value={language}
          data={languages.map((one) => ({ value: one, label: languageWords[one] }))}
          onChange={(event) => {
            const chosen = languages.find((one) => one === event.currentTarget.value) ?? 'en';
            setWords({ language: chosen, locale: formatsOf(chosen)[0]?.value ?? 'en-GB' });
          }}
        />
        <NativeSelect
          label="Numbers and days"
          value={locale}
          data={formatsOf(language)}
          onChange={(event) => setWords({ language, locale: event.currentTarget.value })}
        />
      </div>
      {caller && stores.length > 0 ? <Preview wanted={wanted} /> : <Skeleton h={600} />}
    </Panel>
  );
}

function Preview({ wanted }: { wanted: Wanted }) {
  const { data, error, refetch } = usePreview(wanted);
  if (data) return <MailFrame mail={data} />;
  if (error) return <Failed what="The preview" error={error} onRetry={() => void refetch()} minHeight={280} />;
  return <Skeleton h={600} />;
}
