import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { explain } from '#web/lib/problem.ts';
import { FormModal } from '#web/ui/form-modal.tsx';
import { notify } from '#web/ui/notify.tsx';
import { useDecide } from './decide.ts';

const reasons = ['There is enough', 'It is being given up', 'The season is over', 'It costs too much'];
const other = 'Another reason…';

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
  const [isTried, setIsTried] = useState(false);
  const reason = (chosen === other ? text : chosen).trim();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (reason === '') return;
    decide.mutate([{ suggestionId: suggestion.id, verdict: 'reject', reason }], {
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
        description="How often which reason is right is told with the grades"
        required
        data-autofocus
        data={[{ value: '', label: 'Choose…' }, ...reasons, other]}
        value={chosen}
        error={isTried && chosen === '' ? 'Choose a reason' : null}
        onChange={(event) => setChosen(event.currentTarget.value)}
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
      {decide.error ? (
        <p role="alert" className="bad">
          {explain(decide.error)}
        </p>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" color="red" loading={decide.isPending}>
          Reject
        </Button>
      </Group>
    </form>
  );
}
