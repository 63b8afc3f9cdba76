import { Alert, Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { explain, fieldProblem } from '#web/lib/problem.ts';
import { notify } from '#web/ui/notify.tsx';
import { Reference } from '#web/ui/notice.tsx';
import { useSaveView } from './views.ts';

type SaveViewProps = {
  opened: boolean;
  /** The page's address, and what its title says. */
  place: { path: string; search: string; title: string };
  onClose: () => void;
};

/** Asks for a name under which the page with its filters is kept. */
export function SaveView({ opened, place, onClose }: SaveViewProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Save this view" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form place={place} onClose={onClose} />
    </Modal>
  );
}

function Form({ place: { path, search, title }, onClose }: Omit<SaveViewProps, 'opened'>) {
  const save = useSaveView();
  const [name, setName] = useState(title);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(
      { name: name.trim(), path, search },
      {
        onSuccess: () => {
          notify({ color: 'teal', title: 'View saved', message: `“${name.trim()}” is among your saved views` });
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="The page opens with the filters that it has now. Periods like “Last 30 days” move on with time."
        data-autofocus
        required
        maxLength={60}
        value={name}
        error={fieldProblem(save.error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      {save.error && fieldProblem(save.error, 'name') === undefined ? (
        <Alert color="red" role="alert" title="Not saved" mt="sm">
          <Text size="sm">{explain(save.error)}</Text>
          <Reference error={save.error} />
        </Alert>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
          Save
        </Button>
      </Group>
    </form>
  );
}
