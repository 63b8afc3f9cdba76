import type { ReactNode } from 'react';
import { cellText, isNumeric, type Sheet } from './sheet.ts';
import classes from './sheet-table.module.css';
import table from './table.module.css';

type SheetTableProps = {
  title: string;
  sheet: Sheet;
  /** What the first cell of a row becomes: a link to what lies behind the row. */
  renderLink?: ((row: number, text: string) => ReactNode) | undefined;
};

/** A sheet as a table that scrolls in its own frame; its first column names the row. */
export function SheetTable({ title, sheet: { columns, rows }, renderLink }: SheetTableProps) {
  const cellClass = (index: number) => {
    const column = columns[index];
    return column && isNumeric(column) ? table['right'] : undefined;
  };
  return (
    <section className={classes['scroll']} aria-label={`${title}, table`} tabIndex={0}>
      <table className={`${table['table'] ?? ''} ${table['held'] ?? ''} ${classes['table'] ?? ''}`}>
        <thead>
          <tr>
            {columns.map(({ title: head }, index) => (
              <th scope="col" key={head} className={cellClass(index)}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // The rows of one sheet keep their order while it is shown.
            <tr key={`${row} ${String(cells[0])}`}>
              {columns.map((column, index) => {
                const text = cellText(cells[index] ?? null, column);
                return index === 0 ? (
                  <th scope="row" key={column.title}>
                    {renderLink ? renderLink(row, text) : text}
                  </th>
                ) : (
                  <td key={column.title} className={cellClass(index)}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
