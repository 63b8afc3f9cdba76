import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { StockLevel } from '#domain/stock/stock.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { StockState } from '#web/ui/stock-state.tsx';
import { dateTime, estimate, money, quantity } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import classes from './stock-list.module.css';

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, StockLevel>();

/**
 * Whether a column holds numbers, how wide it is in px, and below which window it gives way. The product takes what the
 * others leave: 200 px at least, 260 px and more from a window of 1280 px on.
 */
export const layout: Record<string, { width?: number; isNumber?: true; gives?: 'early' | 'middle' | 'late' }> = {
  product: {},
  store: { width: 140 },
  onHand: { width: 82, isNumber: true },
  reserved: { width: 90, isNumber: true, gives: 'early' },
  available: { width: 90, isNumber: true },
  reorder: { width: 100, isNumber: true },
  state: { width: 98 },
  cover: { width: 64, isNumber: true, gives: 'middle' },
  class: { width: 68, gives: 'late' },
  value: { width: 108, isNumber: true, gives: 'late' },
  moved: { width: 142, gives: 'late' },
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
        <div className={`${classes['sku'] ?? ''} one-line`} title={original.category ?? undefined}>
          <span className="code">{original.sku}</span>
          {original.category ? ` · ${original.category}` : null}
        </div>
      </>
    ),
  }),
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
    header: 'Last moved',
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
  const title = dailyUnits === null ? undefined : `${estimate(dailyUnits)} a day sold lately, while in stock`;
  return <span title={title}>{coverDays >= 999 ? '999+ d' : `${Math.floor(coverDays)} d`}</span>;
}

function Cut({ text }: { text: string }) {
  return (
    <div className="one-line" title={text}>
      {text}
    </div>
  );
}
