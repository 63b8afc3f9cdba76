import { Button, Modal, NativeSelect, Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { ReportMail } from '#domain/reports/archive.ts';
import { reportKinds } from '#domain/reports/kinds.ts';
import { MailFrame } from '#web/features/reports/mail-frame.tsx';
import { MailList, titleOf } from '#web/features/reports/mail-list.tsx';
import { kindWords } from '#web/features/reports/report-words.ts';
import { useReportMail, useReportMails, useSendAgain } from '#web/features/reports/reports.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useStores } from '#web/lib/stores.ts';
import { ReportsSearch } from '#web/paths.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import classes from '#web/features/reports/reports.module.css';

const states = [
  { value: '', label: 'Any state' },
  { value: 'sent', label: 'Sent' },
  { value: 'unknown', label: 'Unknown' },
  { value: 'failed', label: 'Failed' },
  { value: 'suppressed', label: 'Not sent' },
];
const kinds = [
  { value: '', label: 'Any kind' },
  ...reportKinds.map((kind) => ({ value: kind, label: kindWords[kind] })),
];

type SentPartProps = { filter: ReportsSearch; change: (next: Partial<ReportsSearch>) => void };

/** Every mail as it was sent, and what became of each. */
export function SentPart({ filter, change }: SentPartProps) {
  const { store, kind, state } = filter;
  const mails = useReportMails({ store, kind, state });
  const again = useSendAgain();
  const [asked, setAsked] = useState<ReportMail>();
  const ask = (mail: ReportMail) => {
    again.reset();
    setAsked(mail);
  };
  const isNarrow = Boolean(store ?? kind ?? state);
  return (
    <>
      <div className={classes['choices']}>
        <StoreFilter stores={useStores()} value={store} onChange={(one) => change({ store: one })} />
        <Choice
          label="Kind"
          data={kinds}
          value={kind}
          onChange={(one) => change({ kind: ReportsSearch.parse({ kind: one }).kind })}
        />
        <Choice
          label="State"
          data={states}
          value={state}
          onChange={(one) => change({ state: ReportsSearch.parse({ state: one }).state })}
        />
      </div>
      <Listing
        what="The reports"
        pages={mails}
        empty={
          isNarrow ? (
            <Notice
              title="No report matches"
              minHeight={280}
              action={
                <Button
                  variant="default"
                  onClick={() => change({ store: undefined, kind: undefined, state: undefined })}
                >
                  Show all
                </Button>
              }
            >
              None of the chosen store, kind and state.
            </Notice>
          ) : (
            <Notice
              title="No report was sent yet"
              minHeight={280}
              action={<Button onClick={() => change({ show: 'mine' })}>Choose reports</Button>}
            >
              Reports are sent to those who want them, when the day of a store is over.
            </Notice>
          )
        }
      >
        {(items) => <MailList mails={items} onRead={({ id }) => change({ mail: id })} onSendAgain={ask} />}
      </Listing>
      <Modal
        opened={filter.mail !== undefined}
        onClose={() => change({ mail: undefined })}
        title="As it was sent"
        size={760}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {filter.mail === undefined ? null : <Mail mailId={filter.mail} />}
      </Modal>
      <Confirm
        opened={asked !== undefined}
        title={`Send again: ${asked ? titleOf(asked) : ''}?`}
        action="Send again"
        deed={again}
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          if (asked) again.mutate(asked, { onSuccess: () => setAsked(undefined) });
        }}
      >
        {asked?.state === 'unknown'
          ? 'Nobody knows whether the first one left. If it did, its reader gets the same mail twice.'
          : 'It goes out with the next reports, within a quarter of an hour.'}
      </Confirm>
    </>
  );
}

function Mail({ mailId }: { mailId: string }) {
  const { data, error, refetch } = useReportMail(mailId);
  if (data) return <MailFrame mail={data} />;
  if (error) return <Failed what="The mail" error={error} onRetry={() => void refetch()} minHeight={280} />;
  return <Skeleton h={500} />;
}

type ChoiceProps = {
  label: string;
  data: { value: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

const Choice = ({ label, data, value, onChange }: ChoiceProps) => (
  <NativeSelect
    aria-label={label}
    data={data}
    value={value ?? ''}
    onChange={(event) => onChange(event.currentTarget.value || undefined)}
  />
);
