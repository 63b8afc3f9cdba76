import { useTable } from '@tanstack/react-table';
import type { VirtualItem } from '@tanstack/react-virtual';
import type { RefObject } from 'react';
import type { StockLevel } from '#domain/stock/stock.ts';
import { columns, features, layout } from './columns.tsx';
import classes from './stock-list.module.css';

export type DrawnRows = {
  levels: StockLevel[];
  /** The rows on screen and just beside it, and the empty space that stands for the others, in px. */
  items: VirtualItem[];
  before: number;
  after: number;
  /** Whether every row has been loaded; else their number is not known. */
  isComplete: boolean;
  place: RefObject<HTMLDivElement | null>;
};

const cellClass = (id: string) =>
  [layout[id]?.isNumber ? classes['right'] : classes['text'], classes[layout[id]?.gives ?? '']]
    .filter(Boolean)
    .join(' ');

/** The stock list as a table of which only the visible rows exist. */
export function StockTable({ levels, items, before, after, isComplete, place }: DrawnRows) {
  const table = useTable({ features, columns, data: levels });
  const { rows } = table.getRowModel();
  return (
    <div ref={place} className={classes['frame']}>
      <table className={classes['table']} aria-rowcount={isComplete ? levels.length + 1 : -1} aria-label="Stock">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={cellClass(header.column.id)}
                  style={{ width: layout[header.column.id]?.width }}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          <Spacer height={before} />
          {items.map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <tr key={row.id} aria-rowindex={index + 2}>
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} className={cellClass(cell.column.id)}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes['spacer']} aria-hidden>
      {/* One cell: a span over hidden columns would bring them back as empty ones. */}
      <td style={{ height }} />
    </tr>
  );
}
