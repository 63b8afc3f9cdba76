import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Person } from '#domain/users/person.ts';
import type { PersonDeed } from './change-person.ts';
import { grantLines } from './role-words.ts';
import { lastSeen } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { RowMenu } from '#web/ui/row-menu.tsx';
import { type Tone, Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import classes from './people.module.css';

type PeopleListProps = {
  people: Person[];
  /** The caller: nobody locks themselves out by accident. */
  self: string | undefined;
  /** Whether the viewer may see what was changed of each. */
  mayReadLog: boolean;
  onEdit: (person: Person) => void;
  onDeed: (person: Person, deed: PersonDeed) => void;
};

const states: Record<Person['state'], { label: string; tone: Tone }> = {
  invited: { label: 'Invited', tone: 'info' },
  active: { label: 'Active', tone: 'good' },
  disabled: { label: 'Disabled', tone: 'bad' },
};
const State = ({ state }: Pick<Person, 'state'>) => <Tag tone={states[state].tone}>{states[state].label}</Tag>;
const nameOf = ({ name, email, userId }: Person) => name ?? email ?? userId;
const seen = ({ lastSeenAt }: Person) => (lastSeenAt === null ? 'not yet' : lastSeen(lastSeenAt, new Date()));

/** Who works here, what each may do where, and what can be done about it. */
export function PeopleList(props: PeopleListProps) {
  const narrow = useNarrow();
  if (narrow) return <Cards {...props} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="People">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Roles</th>
          <th scope="col">State</th>
          <th scope="col">Last seen</th>
          <th scope="col" className={listing['actions']}>
            <span className="hidden">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.people.map((person) => (
          <tr key={person.userId}>
            <td>
              <Who person={person} self={props.self} />
            </td>
            <td>
              <Roles person={person} />
            </td>
            <td>
              <State state={person.state} />
            </td>
            <td className="quiet figures">{seen(person)}</td>
            <td className={listing['actions']}>
              <Deeds person={person} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards(props: PeopleListProps) {
  return (
    <ul className={rows['list']} aria-label="People">
      {props.people.map((person) => (
        <li key={person.userId} className={listing['row']}>
          <Who person={person} self={props.self} />
          <State state={person.state} />
          <Roles person={person} />
          <Deeds person={person} {...props} />
        </li>
      ))}
    </ul>
  );
}

function Who({ person, self }: { person: Person; self: string | undefined }) {
  return (
    <div>
      <div className={listing['name']}>
        {nameOf(person)} {person.userId === self ? <span className="quiet">(you)</span> : null}
      </div>
      {person.name !== null && person.email !== null ? <div className={listing['sub']}>{person.email}</div> : null}
    </div>
  );
}

function Roles({ person }: { person: Person }) {
  const lines = grantLines(person.grants, useStores());
  if (lines.length === 0) return <span className="quiet">no role</span>;
  return (
    <div className={classes['lines']}>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function Deeds({ person, self, mayReadLog, onEdit, onDeed }: Omit<PeopleListProps, 'people'> & { person: Person }) {
  return (
    <span className={listing['deeds']}>
      <Button size="xs" variant="default" aria-label={`Edit roles of ${nameOf(person)}`} onClick={() => onEdit(person)}>
        Edit roles
      </Button>
      <RowMenu label={`More for ${nameOf(person)}`} Icon={IconDots}>
        {mayReadLog ? (
          <Menu.Item
            renderRoot={(props) => (
              <Link {...props} to={paths.audit} search={{ kind: 'person', subject: person.userId }} />
            )}
          >
            Changes
          </Menu.Item>
        ) : null}
        {person.state === 'invited' ? (
          <Menu.Item onClick={() => onDeed(person, 'invitation')}>Send the invitation again</Menu.Item>
        ) : null}
        {person.state === 'disabled' ? (
          <Menu.Item onClick={() => onDeed(person, 'enable')}>Enable</Menu.Item>
        ) : (
          <Menu.Item color="red" disabled={person.userId === self} onClick={() => onDeed(person, 'disable')}>
            Disable…
          </Menu.Item>
        )}
      </RowMenu>
    </span>
  );
}
