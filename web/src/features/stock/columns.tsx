import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { StockLevel } from '#domain/stock/stock.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { StockState } from '#web/ui/stock-state.tsx';
import { dateTime, money, quantity } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import classes from './stock-list.module.css';

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, StockLevel>();

/** Whether a column holds numbers, how wide it is, and below which window it gives way. */
export const layout: Record<string, { width?: number; isNumber?: true; gives?: 'early' | 'middle' | 'late' }> = {
  product: {},
  category: { width: 124, gives: 'middle' },
  store: { width: 130 },
  onHand: { width: 94, isNumber: true },
  reserved: { width: 92, isNumber: true, gives: 'early' },
  available: { width: 94, isNumber: true },
  reorder: { width: 108, isNumber: true },
  state: { width: 106 },
  cover: { width: 86, isNumber: true, gives: 'middle' },
  class: { width: 72, gives: 'late' },
  value: { width: 118, isNumber: true, gives: 'late' },
  moved: { width: 176, gives: 'late' },
};

const tone = ({ onHand, isLow }: StockLevel) => {
  if (Number(onHand) <= 0) return classes['negative'];
  return isLow ? classes['low'] : undefined;
};

export const columns = column.columns([
  column.display({
    id: 'product',
    header: 'Product',
    cell: ({ row: { original } }) => (
      <>
        <Link
          className="link"
          to={paths.product}
          params={{ productId: original.productId }}
          search={{ store: original.storeId }}
        >
          <div className="one-line" title={original.name}>
            {original.name}
          </div>
        </Link>
        <div className={`${classes['sku'] ?? ''} code one-line`}>{original.sku}</div>
      </>
    ),
  }),
  column.accessor('category', { id: 'category', header: 'Category', cell: (cell) => <Cut text={cell.getValue()} /> }),
  column.accessor('storeName', { id: 'store', header: 'Store', cell: (cell) => <Cut text={cell.getValue()} /> }),
  column.accessor('onHand', {
    id: 'onHand',
    header: 'On hand',
    cell: (cell) => <span className={tone(cell.row.original)}>{quantity(cell.getValue())}</span>,
  }),
  column.accessor('reserved', { id: 'reserved', header: 'Reserved', cell: (cell) => quantity(cell.getValue()) }),
  column.accessor('available', { id: 'available', header: 'Available', cell: (cell) => quantity(cell.getValue()) }),
  column.accessor('reorderPoint', {
    id: 'reorder',
    header: 'Reorder at',
    cell: (cell) => {
      const point = cell.getValue();
      return point === null ? <span className="quiet">–</span> : quantity(point);
    },
  }),
  column.display({ id: 'state', header: 'State', cell: ({ row }) => <StockState level={row.original} /> }),
  column.accessor('coverDays', {
    id: 'cover',
    header: 'Lasts',
    cell: ({ row: { original } }) => <Cover level={original} />,
  }),
  column.accessor('abc', {
    id: 'class',
    header: 'Class',
    cell: ({ row: { original } }) =>
      original.abc === null ? <span className="quiet">–</span> : `${original.abc} ${original.xyz ?? ''}`,
  }),
  column.accessor('valueMinor', {
    id: 'value',
    header: 'Value',
    cell: (cell) => money(cell.getValue(), cell.row.original.currency),
  }),
  column.accessor('lastMovementAt', {
    id: 'moved',
    header: 'Last movement',
    cell: (cell) => (
      <span className={`${classes['moved'] ?? ''} quiet figures`}>
        <StoreTime at={cell.getValue()} storeId={cell.row.original.storeId} />
      </span>
    ),
  }),
]);

/** How many days stock lasts; what is out tells since when. */
function Cover({ level: { coverDays, dailyUnits, outSince, storeId } }: { level: StockLevel }) {
  const store = useStores().find(({ id }) => id === storeId);
  if (outSince !== null) {
    const since = dateTime(outSince, { timeZone: store?.timeZone ?? 'UTC' });
    return <span title={`Nothing on hand since ${since}`}>0 d</span>;
  }
  if (coverDays === null) return <span className="quiet">–</span>;
  const title = dailyUnits === null ? undefined : `${quantity(dailyUnits)} a day sold lately, while in stock`;
  return <span title={title}>{coverDays >= 999 ? '999+ d' : `${Math.floor(coverDays)} d`}</span>;
}

function Cut({ text }: { text: string | null }) {
  return (
    <div className="one-line" title={text ?? undefined}>
      {text ?? <span className="quiet">–</span>}
    </div>
  );
}
