import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import { AddressList } from '#web/features/reports/address-list.tsx';
import { useRelease, useSuppressed } from '#web/features/reports/reports.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';

/** Addresses that get no mail, until an admin lets them have it again. */
export function AddressesPart() {
  const { data, error, refetch } = useSuppressed();
  const release = useRelease();
  const [asked, setAsked] = useState<string>();
  return (
    <Panel title="Addresses that get no mail" note="They do not exist, or their owner complained of a mail">
      {data && data.length > 0 ? (
        <AddressList
          addresses={data}
          onRelease={(address) => {
            release.reset();
            setAsked(address);
          }}
        />
      ) : null}
      {data?.length === 0 ? (
        <Notice title="Every address takes mail" minHeight={180}>
          One that bounces for good, or whose owner complains, is listed here and gets no more reports.
        </Notice>
      ) : null}
      {!data && error ? (
        <Failed what="The addresses" error={error} onRetry={() => void refetch()} minHeight={180} />
      ) : null}
      {!data && !error ? <Skeleton h={180} /> : null}
      <Confirm
        opened={asked !== undefined}
        title={`Release ${asked ?? ''}?`}
        action="Release"
        deed={release}
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          if (asked !== undefined) release.mutate(asked, { onSuccess: () => setAsked(undefined) });
        }}
      >
        Reports go there again. Do this when its owner says that it works, or that they want them: mails that bounce or
        are complained of harm the delivery of all others.
      </Confirm>
    </Panel>
  );
}
