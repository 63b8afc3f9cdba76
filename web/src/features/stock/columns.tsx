import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { StockLevel } from '#domain/stock/stock.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { StockState } from '#web/ui/stock-state.tsx';
import { money, quantity } from '#web/lib/format.ts';
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

function Cut({ text }: { text: string | null }) {
  return (
    <div className="one-line" title={text ?? undefined}>
      {text ?? <span className="quiet">–</span>}
    </div>
  );
}
