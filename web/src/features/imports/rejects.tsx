import type { ImportDetail } from '#domain/imports/import.ts';
import { capitalised, count, plural } from '#web/lib/format.ts';
import table from '#web/ui/table.module.css';
import classes from './result.module.css';

/** The rows that were not taken: where they stand, why, and as they stood; with a link to all of them. */
export function Rejects({ item }: { item: ImportDetail }) {
  const { rejects, rejected, rejectsUrl } = item;
  if (rejects.length === 0) return null;
  return (
    <section className={classes['rejects']} aria-label="Rejected rows">
      <div className={classes['rejectsHead']}>
        <h3>
          {rejected > rejects.length
            ? `The first ${count(rejects.length)} rejected rows`
            : rejected === 1
              ? 'Rejected row'
              : 'Rejected rows'}
        </h3>
        {rejectsUrl ? (
          <a className="link" href={rejectsUrl} download>
            Download {plural(rejected, 'rejected row', 'rejected rows')} as CSV
          </a>
        ) : null}
      </div>
      <section className={classes['scroll']} tabIndex={0} aria-label="Rejected rows, table">
        <table className={`${table['table'] ?? ''} ${table['held'] ?? ''} ${classes['table'] ?? ''}`}>
          <thead>
            <tr>
              <th scope="col" className={table['right']}>
                Line
              </th>
              <th scope="col">Column</th>
              <th scope="col">Why</th>
              <th scope="col">The row as it stood</th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((row) => (
              <tr key={`${row.line} ${row.column ?? ''} ${row.reason}`}>
                <td className={`${table['right'] ?? ''} ${classes['lineNumber'] ?? ''}`}>{count(row.line)}</td>
                <td className="code">{row.column ?? '–'}</td>
                <td className={classes['wide']}>{capitalised(row.reason)}</td>
                <td className={classes['wide']}>
                  <span className={`${classes['raw'] ?? ''} code`}>{row.raw}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
