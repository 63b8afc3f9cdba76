import { Button } from '@mantine/core';
import classes from './form.module.css';
import table from './table.module.css';

type Words = Record<string, string>;
type StaleEditProps = {
  base: Words;
  mine: Words;
  theirs: Words;
  /** Who was faster, as the API says it. */
  said: string;
  onSettle: (keepMine: boolean) => void;
};

/** Somebody else saved first: what they changed beside what was typed here, and the choice between them. */
export function StaleEdit({ base, mine, theirs, said, onSettle }: StaleEditProps) {
  const labels = Object.keys({ ...base, ...mine, ...theirs });
  const changed = labels.filter((label) => theirs[label] !== base[label] || mine[label] !== base[label]);
  return (
    <section className={classes['stale']} role="alert" aria-label="Changed by somebody else">
      <h3>Somebody else saved first</h3>
      <p>{said} Nothing of yours was saved, and nothing you typed is lost.</p>
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
          Keep mine, and take the rest from theirs
        </Button>
        <Button size="sm" variant="default" onClick={() => onSettle(false)}>
          Load the new version
        </Button>
      </div>
    </section>
  );
}

const Same = () => <span className="quiet">unchanged</span>;
