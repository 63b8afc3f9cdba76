import { Button } from '@mantine/core';
import { useAuth } from 'react-oidc-context';
import { capitalised, dateTime } from '#web/lib/format.ts';
import type { Saved } from '#web/lib/use-form.ts';
import { importWords } from './person-name.tsx';
import classes from './form.module.css';
import table from './table.module.css';

type Words = Record<string, string>;
type StaleEditProps = {
  base: Words;
  mine: Words;
  theirs: Words;
  /** By whom and when, where the thing says so. */
  saved: Saved | undefined;
  onSettle: (keepMine: boolean) => void;
};

/** It was saved meanwhile: what was changed beside what was typed here, and the choice between them. */
export function StaleEdit({ base, mine, theirs, saved, onSettle }: StaleEditProps) {
  const self = useAuth().user?.profile.sub;
  const labels = Object.keys({ ...base, ...mine, ...theirs });
  const changed = labels.filter((label) => theirs[label] !== base[label] || mine[label] !== base[label]);
  return (
    <section className={classes['stale']} role="alert" aria-label="Changed meanwhile">
      <h3>{whoWasFirst(saved, self)}</h3>
      <p>
        {saved ? `That was on ${dateTime(saved.changedAt)}. ` : null}
        Nothing you typed here is saved yet, and nothing of it is lost.
      </p>
      <div className={classes['scroll']}>
        <table className={`${table['table'] ?? ''} ${classes['differences'] ?? ''}`}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">When you began</th>
              <th scope="col">Saved now</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {changed.map((label) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{base[label] || '–'}</td>
                <td>{theirs[label] === base[label] ? <Same /> : <strong>{theirs[label] || '–'}</strong>}</td>
                <td>{mine[label] === base[label] ? <Same /> : <strong>{mine[label] || '–'}</strong>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes['choices']}>
        <Button size="sm" onClick={() => onSettle(true)}>
          Keep mine, and take the rest as saved
        </Button>
        <Button size="sm" variant="default" onClick={() => onSettle(false)}>
          Load the new version
        </Button>
      </div>
    </section>
  );
}

const Same = () => <span className="quiet">unchanged</span>;

function whoWasFirst(saved: Saved | undefined, self: string | undefined): string {
  if (!saved?.changedBy) return 'It was saved meanwhile';
  if (saved.changedBy === self) return 'You saved it first, in another window';
  if (saved.changedBy.startsWith('import:')) return `${capitalised(importWords(saved.changedByName))} saved it first`;
  return `${saved.changedByName ?? 'Somebody else'} saved it first`;
}
