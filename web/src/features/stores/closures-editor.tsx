import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { Closure } from '#domain/stores/hours.ts';
import classes from './store-form.module.css';

type ClosuresEditorProps = {
  closures: Closure[];
  problem: (field: string) => string | null;
  onChange: (closures: Closure[]) => void;
};

/** Days on which the store stays shut whatever the week says. */
export function ClosuresEditor({ closures, problem, onChange }: ClosuresEditorProps) {
  const change = (index: number, closure: Closure, part: Partial<Closure>) =>
    onChange(closures.with(index, { ...closure, ...part }));
  return (
    <>
      {closures.length === 0 ? <p className={classes['say']}>Holidays and other days off. None yet.</p> : null}
      {closures.map((closure, index) => (
        <div className={classes['closure']} key={index} role="group" aria-label={`Closure ${index + 1}`}>
          <TextInput
            type="date"
            label="First day"
            value={closure.from}
            error={problem(`closures.${index}.from`)}
            onChange={({ currentTarget: { value } }) =>
              change(index, closure, { from: value, ...(closure.to < value ? { to: value } : {}) })
            }
          />
          <TextInput
            type="date"
            label="Last day"
            value={closure.to}
            error={problem(`closures.${index}.to`)}
            onChange={({ currentTarget: { value } }) => change(index, closure, { to: value })}
          />
          <TextInput
            label="Reason"
            value={closure.reason}
            error={problem(`closures.${index}.reason`)}
            onChange={({ currentTarget: { value } }) => change(index, closure, { reason: value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            mt={24}
            aria-label={`Remove closure ${index + 1}`}
            onClick={() => onChange(closures.toSpliced(index, 1))}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...closures, { from: '', to: '', reason: '' }])}
      >
        Add a closure
      </Button>
    </>
  );
}
