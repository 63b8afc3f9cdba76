import { Link } from '@tanstack/react-router';
import type { Import } from '#domain/imports/import.ts';
import { isFinished, kindLabel, percentRead, soleOutcome, statusOf } from './words.ts';
import { count, dateTime, plural } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { PersonName } from '#web/ui/person-name.tsx';
import { ProgressLine } from '#web/ui/progress-line.tsx';
import { Tag } from '#web/ui/tag.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './import-rows.module.css';

/** Imports as a list: the file, when, its state, and what came of it. */
export function ImportRows({ imports }: { imports: Import[] }) {
  return (
    <ul className={rows['list']}>
      {imports.map((item) => (
        <li key={item.id} className={classes['row']}>
          <div className={rows['line']}>
            <Link className="link one-line" to={paths.import} params={{ importId: item.id }}>
              {item.fileName}
            </Link>
            <Tag tone={statusOf(item).tone}>{statusOf(item).label}</Tag>
          </div>
          <div className={`${rows['line'] ?? ''} ${rows['small'] ?? ''} ${classes['about'] ?? ''}`}>
            <span>
              {kindLabel(item.kind)} · {dateTime(item.createdAt)}
              {item.uploadedBy ? (
                <>
                  {' · '}
                  <PersonName id={item.uploadedBy} name={item.uploadedByName} />
                </>
              ) : null}
            </span>
            <span className={classes['end']}>
              <Outcome item={item} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ item }: { item: Import }) {
  if (item.status === 'awaiting') return '–';
  if (!isFinished(item))
    return (
      <span className={classes['moving']}>
        <ProgressLine label={`Reading ${item.fileName}`} percent={percentRead(item)} />
        {plural(item.rowsRead, 'row', 'rows')}
      </span>
    );
  if (item.status === 'failed') return `${count(item.applied)} applied`;
  const sole = soleOutcome(item);
  if (sole) return sole;
  return [
    `${count(item.applied)} applied`,
    item.duplicate > 0 ? `${count(item.duplicate)} already in` : '',
    item.rejected > 0 ? `${count(item.rejected)} rejected` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
