import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { IconCheck, IconPencil, IconTrash } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { explain } from '#web/lib/problem.ts';
import { Notice } from '#web/ui/notice.tsx';
import { type SavedView, useEditView, useRemoveView, useViews } from './views.ts';
import classes from './views.module.css';

/** Names of saved views changed, and views removed. */
export function EditViews({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const views = useViews().data ?? [];
  return (
    <Modal opened={opened} onClose={onClose} title="Saved views" closeButtonProps={{ 'aria-label': 'Close' }}>
      {views.length === 0 ? (
        <Notice title="No saved views">A page with its filters can be saved from its menu.</Notice>
      ) : null}
      <ul className={classes['list']}>
        {views.map((view) => (
          <li key={view.id}>
            <Row view={view} />
          </li>
        ))}
      </ul>
    </Modal>
  );
}

// What has just taken the place of the pressed button goes on with its focus.
const focused = (element: HTMLElement | null) => element?.focus();

function Row({ view }: { view: SavedView }) {
  const [name, setName] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const edit = useEditView();
  const remove = useRemoveView();
  const problem = edit.error ?? remove.error;
  const rename = (event: SubmitEvent) => {
    event.preventDefault();
    if (name === undefined || name.trim() === '') return;
    edit.mutate({ ...view, name: name.trim() }, { onSuccess: () => setName(undefined) });
  };
  if (name !== undefined)
    return (
      <form className={classes['row']} onSubmit={rename}>
        <TextInput
          aria-label={`New name of ${view.name}`}
          ref={focused}
          maxLength={60}
          value={name}
          error={edit.error ? explain(edit.error) : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ActionIcon type="submit" size="lg" loading={edit.isPending} aria-label="Save the name">
          <IconCheck size={18} />
        </ActionIcon>
      </form>
    );
  return (
    <div className={classes['row']}>
      <span>{view.name}</span>
      {isAsking ? (
        <>
          <Button size="compact-sm" variant="default" onClick={() => setIsAsking(false)}>
            Keep
          </Button>
          <Button
            size="compact-sm"
            color="red"
            ref={focused}
            loading={remove.isPending}
            onClick={() => remove.mutate(view.id)}
          >
            Remove
          </Button>
        </>
      ) : (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Rename ${view.name}`}
            onClick={() => setName(view.name)}
          >
            <IconPencil size={17} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove ${view.name}`}
            onClick={() => setIsAsking(true)}
          >
            <IconTrash size={17} />
          </ActionIcon>
        </>
      )}
      {problem ? (
        <p className="bad" role="alert">
          {explain(problem)}
        </p>
      ) : null}
    </div>
  );
}
