import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type Grant, Role } from '#domain/users/user.ts';
import { roles } from './role-words.ts';
import { useStores } from '#web/lib/stores.ts';
import classes from './people.module.css';

type GrantsEditorProps = { grants: Grant[]; error: string | null; onChange: (grants: Grant[]) => void };

/** Which roles somebody has, and where: a line for each. */
export function GrantsEditor({ grants, error, onChange }: GrantsEditorProps) {
  const stores = useStores();
  const change = (index: number, grant: Grant) => onChange(grants.with(index, grant));
  const places = [
    { value: '', label: 'Every store' },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
    ...grants.flatMap(({ storeId }) =>
      storeId !== null && !stores.some(({ id }) => id === storeId)
        ? [{ value: storeId, label: `Store ${storeId}` }]
        : [],
    ),
  ];
  return (
    <fieldset className={classes['grants']}>
      <legend>Roles</legend>
      {grants.length === 0 ? <p className="quiet">No role: they can sign in, and see nothing.</p> : null}
      {grants.map(({ role, storeId }, index) => (
        <div className={classes['grant']} key={index}>
          <NativeSelect
            aria-label={`Role ${index + 1}`}
            data={roles.map(({ value, label }) => ({ value, label }))}
            value={role}
            onChange={(event) => change(index, { role: Role.parse(event.currentTarget.value), storeId })}
          />
          <NativeSelect
            aria-label={`Store of role ${index + 1}`}
            data={places}
            value={storeId ?? ''}
            error={error !== null}
            onChange={(event) => change(index, { role, storeId: event.currentTarget.value || null })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Take role ${index + 1} away`}
            onClick={() => onChange(grants.toSpliced(index, 1))}
          >
            <IconTrash size={18} />
          </ActionIcon>
          <div className={classes['explains']}>{roles.find(({ value }) => value === role)?.explains}</div>
        </div>
      ))}
      {error ? (
        <p className="bad" role="alert">
          Roles: {error}
        </p>
      ) : null}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...grants, { role: 'viewer', storeId: null }])}
        >
          Add a role
        </Button>
      </div>
    </fieldset>
  );
}
