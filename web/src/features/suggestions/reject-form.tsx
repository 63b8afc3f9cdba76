import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { explain } from '#web/lib/problem.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { notify } from '#web/ui/notify.tsx';
import { useDecide } from './decide.ts';

const other = 'Another reason…';
/** For how many days each reason usually holds; null: as long as an order takes and lasts. */
const reasons: Record<string, number | null> = {
  'There is enough': null,
  'It costs too much': 30,
  'The season is over': 180,
  'It is being given up': 365,
  [other]: null,
};
const dayAfter = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Says why something is not ordered: what the plan is graded by. */
export function RejectForm({ suggestion, onClose }: { suggestion: Suggestion | undefined; onClose: () => void }) {
  return (
    <FormModal opened={suggestion !== undefined} title={`Reject ${suggestion?.name ?? ''}?`} onClose={onClose}>
      {suggestion ? <Fields suggestion={suggestion} onClose={onClose} /> : null}
    </FormModal>
  );
}

function Fields({ suggestion, onClose }: { suggestion: Suggestion; onClose: () => void }) {
  const decide = useDecide();
  const [chosen, setChosen] = useState('');
  const [text, setText] = useState('');
  const [until, setUntil] = useState('');
  const [isTried, setIsTried] = useState(false);
  const reason = (chosen === other ? text : chosen).trim();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (reason === '') return;
    const hold = until === '' ? {} : { until };
    decide.mutate([{ suggestionId: suggestion.id, verdict: 'reject', reason, ...hold }], {
      onSuccess: ({ decided }) => {
        notify(
          decided.length > 0
            ? { color: 'teal', message: `${suggestion.name} is rejected` }
            : { color: 'red', message: 'It was decided already' },
        );
        onClose();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <NativeSelect
        label="Why"
        description="It stands beside what this came to, once that is known"
        required
        data-autofocus
        data={[{ value: '', label: 'Choose…' }, ...Object.keys(reasons)]}
        value={chosen}
        error={isTried && chosen === '' ? 'Choose a reason' : null}
        onChange={(event) => {
          const reasonChosen = event.currentTarget.value;
          const days = reasons[reasonChosen] ?? null;
          setChosen(reasonChosen);
          setUntil(days === null ? '' : dayAfter(days));
        }}
      />
      {chosen === other ? (
        <TextInput
          mt="sm"
          label="In your words"
          required
          maxLength={200}
          value={text}
          error={isTried && reason === '' ? 'Say why' : null}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : null}
      <TextInput
        mt="sm"
        type="date"
        label="Not again before"
        description={
          until === ''
            ? 'Empty: until an order would have come and been used up, or as much more has sold as an order is to last for'
            : 'However much is sold until then'
        }
        min={dayAfter(1)}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {decide.error ? (
        <p role="alert" className="bad">
          {explain(decide.error)}
        </p>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" color="red.9" loading={decide.isPending}>
          Reject
        </Button>
      </Group>
    </form>
  );
}
