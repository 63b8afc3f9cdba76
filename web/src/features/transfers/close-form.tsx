import { Alert, Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Radio.css';
import { useState } from 'react';
import type { TransferDetail } from '#domain/transfers/transfer.ts';
import { inUnits } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { given } from '#web/lib/typed.ts';
import { Reference } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { useCloseTransfer } from './change-transfer.ts';
import { missingWords } from './transfer-words.ts';

type Missing = keyof typeof missingWords;
const reasons = Object.entries(missingWords) as [Missing, string][];

/** What became of all that has not arrived: written off, or never sent. */
export function CloseForm({ transfer, onDone }: { transfer: TransferDetail; onDone: () => void }) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [missing, setMissing] = useState<Missing>('not_sent');
  const [note, setNote] = useState('');
  const close = useCloseTransfer();
  const send = () =>
    close.mutate(
      { body: { transferId: transfer.id, version: transfer.version, missing, note: given(note) }, idempotencyKey },
      {
        onSuccess: () => {
          notify({ color: 'teal', title: 'Transfer closed', message: missingWords[missing] });
          onDone();
        },
      },
    );
  return (
    <Stack gap="sm">
      <Radio.Group
        label={`What became of the ${inUnits(transfer.inTransit)} that ${Number(transfer.inTransit) === 1 ? 'has' : 'have'} not arrived?`}
        value={missing}
        onChange={(value) => setMissing(reasons.find(([reason]) => reason === value)?.[0] ?? missing)}
      >
        <Stack gap="xs" mt="xs">
          {reasons.map(([reason, label]) => (
            <Radio key={reason} value={reason} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        What is lost, damaged or stolen is written off in {transfer.toStoreName}.
      </Text>
      <Textarea
        label="Note"
        maxLength={500}
        autosize
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {close.error ? (
        <Alert color="red" role="alert" title="Not closed">
          <Text size="sm">{explain(close.error)}</Text>
          <Reference error={close.error} />
        </Alert>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button loading={close.isPending} onClick={send}>
          Close the transfer
        </Button>
      </Group>
    </Stack>
  );
}
