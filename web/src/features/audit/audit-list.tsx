import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '#domain/audit/audit.ts';
import { changesOf, deedWords } from './audit-words.ts';
import { capitalised, dateTime, longMonth } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { importWords } from '#web/ui/person-name.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './audit.module.css';

/** Who changed what, when, and from what to what. */
export function AuditList({ entries }: { entries: AuditEntry[] }) {
  return (
    <ul className={rows['list']} aria-label="Changes">
      {entries.map((entry) => (
        <li key={entry.id} className={classes['entry']}>
          <div className={classes['head']}>
            <span>
              <Actor entry={entry} /> {deedWords(entry)} <Subject entry={entry} />
              <RuleStore entry={entry} />
              {partWords(entry)}
            </span>
            <span className={rows['small']}>{dateTime(entry.at)}</span>
          </div>
          <Changes entry={entry} />
        </li>
      ))}
    </ul>
  );
}

function Changes({ entry }: { entry: AuditEntry }) {
  const stores = useStores();
  const changes = changesOf(
    entry,
    (id) => stores.find((store) => store.id === id)?.name ?? `store ${id}`,
    stores.find(({ id }) => id === entry.storeId)?.currency,
  );
  if (changes.length === 0) return null;
  return (
    <dl className={classes['changes']}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {entry.action === 'insert' ? null : (
              <>
                <span className="hidden">was </span>
                <del className={classes['was']}>{before || 'nothing'}</del>
              </>
            )}
            {entry.action === 'update' ? <span aria-hidden> → </span> : null}
            {entry.action === 'delete' ? null : (
              <>
                {entry.action === 'update' ? <span className="hidden">is </span> : null}
                <ins className={classes['is']}>{after || 'nothing'}</ins>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Who did it; pressed, everything they did. An import is told by its own page. */
function Actor({ entry: { actor, actorName } }: { entry: AuditEntry }) {
  if (actor === null) return <strong>The system</strong>;
  const importId = /^import:(.+)$/.exec(actor)?.[1];
  if (importId)
    return (
      <Link className={`link ${classes['actor'] ?? ''}`} to={paths.import} params={{ importId }}>
        {capitalised(importWords(actorName))}
      </Link>
    );
  const name = actorName ?? (actor === 'operations' ? 'Operations' : actor.replace(/^till:/, 'Till key '));
  return (
    <Link
      className={`link ${classes['actor'] ?? ''}`}
      to={paths.audit}
      search={{ actor }}
      title={`All that ${name} did`}
    >
      {name}
    </Link>
  );
}

/** Where an alert rule applies: its name alone does not say it. */
function RuleStore({ entry: { subjectKind, storeId } }: { entry: AuditEntry }) {
  const stores = useStores();
  if (subjectKind !== 'alert_rule') return null;
  return storeId === null ? ' for every store' : ` for ${stores.find(({ id }) => id === storeId)?.name ?? 'one store'}`;
}

/** Which line of an order, or which month's budget: the name of the whole does not say it. */
function partWords({ subjectKind, productSku, before, after }: AuditEntry): string | null {
  if (productSku !== null) return `, ${productSku}`;
  const month = subjectKind === 'budget' ? (after ?? before)?.['month'] : undefined;
  return typeof month === 'string' ? ` for ${longMonth(month)}` : null;
}

/** What it was done to; pressed, all that happened to it. */
function Subject({ entry: { subjectKind, subjectId, subjectName } }: { entry: AuditEntry }) {
  const name = subjectName ?? (subjectKind === 'person' ? 'somebody unnamed' : `number ${subjectId}`);
  return (
    <Link
      className="link"
      to={paths.audit}
      search={{ kind: subjectKind, subject: subjectId }}
      title={`All changes of ${name}`}
    >
      {name}
    </Link>
  );
}
