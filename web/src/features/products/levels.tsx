import type { ProductDetail } from '#domain/catalogue/product.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { quantity, unitPrice } from '#web/lib/format.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { StockState } from '#web/ui/stock-state.tsx';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import classes from './product.module.css';

type Level = ProductDetail['levels'][number];

type LevelsProps = {
  levels: Level[];
  /** The store that the page is about: it stands first; undefined: all. */
  store: string | undefined;
};

/** How much of the product each store has. */
export function Levels({ levels: all, store }: LevelsProps) {
  const narrow = useNarrow();
  const levels = [...all.filter(({ storeId }) => storeId === store), ...all.filter(({ storeId }) => storeId !== store)];
  return (
    <Panel title="In the stores" note="By each store's own clock: its zone is named where it is not yours">
      {levels.length === 0 ? (
        <Notice title="No store has had this product yet">
          It appears here with its first delivery, count or sale.
        </Notice>
      ) : narrow ? (
        <Cards levels={levels} store={store} />
      ) : (
        <Table levels={levels} store={store} />
      )}
    </Panel>
  );
}

function Table({ levels, store }: LevelsProps) {
  return (
    <table className={`${table['table'] ?? ''} ${classes['table'] ?? ''}`}>
      <thead>
        <tr>
          <th scope="col">Store</th>
          <th scope="col" className={table['right']}>
            On hand
          </th>
          <th scope="col" className={table['right']}>
            Reserved
          </th>
          <th scope="col" className={table['right']}>
            Available
          </th>
          <th scope="col" className={table['right']}>
            Average cost
          </th>
          <th scope="col">Last counted</th>
          <th scope="col">Last movement</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((level) => (
          <tr key={level.storeId}>
            <td>
              {level.storeName} <Chosen isChosen={level.storeId === store} /> <StockState level={level} />
            </td>
            <td className={table['right']}>{quantity(level.onHand)}</td>
            <td className={table['right']}>{quantity(level.reserved)}</td>
            <td className={table['right']}>{quantity(level.available)}</td>
            <td className={table['right']}>
              {level.unitCost === null ? '–' : unitPrice(level.unitCost, level.currency, 4)}
            </td>
            <td className="figures">
              <StoreTime at={level.lastCountedAt} storeId={level.storeId} />
            </td>
            <td className="figures">
              <StoreTime at={level.lastMovementAt} storeId={level.storeId} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Chosen = ({ isChosen }: { isChosen: boolean }) => (isChosen ? <Tag tone="info">chosen</Tag> : null);

function Cards({ levels, store }: LevelsProps) {
  return (
    <ul className={rows['list']}>
      {levels.map((level) => (
        <li key={level.storeId} className={classes['row']}>
          <div>
            {level.storeName} <Chosen isChosen={level.storeId === store} /> <StockState level={level} />
          </div>
          <strong>{quantity(level.onHand)}</strong>
          <div className={rows['small']}>
            {level.unitCost === null ? '' : `average cost ${unitPrice(level.unitCost, level.currency, 4)}`}
          </div>
          <div className={rows['small']}>{quantity(level.available)} available</div>
        </li>
      ))}
    </ul>
  );
}
