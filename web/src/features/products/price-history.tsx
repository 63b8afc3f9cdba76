import { PricePage } from '#domain/catalogue/product.ts';
import { dateTime, plainPrice } from '#web/lib/format.ts';
import { usePages } from '#web/lib/pages.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './product.module.css';

/** What the product has cost, and what it was sold for, since it is in the catalogue. */
export function PriceHistory({ productId }: { productId: string }) {
  const pages = usePages(
    ['product', productId, 'prices'],
    `/products/${encodeURIComponent(productId)}/prices`,
    PricePage,
  );
  const changes = pages.data?.pages.flatMap(({ items }) => items);
  return (
    <Panel title="Prices since the first">
      {!changes && pages.error ? (
        <Failed what="The prices" error={pages.error} onRetry={() => void pages.refetch()} />
      ) : null}
      {changes?.length === 0 ? <p className="quiet">It has never had a price.</p> : null}
      <ul className={rows['list']}>
        {changes?.map(({ validFrom, price, cost, changedBy }) => (
          <li key={validFrom} className={classes['row']}>
            <div className="figures">{price === null ? 'no price' : plainPrice(price)}</div>
            <div>{cost === null ? 'no cost' : `cost ${plainPrice(cost)}`}</div>
            <div className={rows['small']}>since {dateTime(validFrom)}</div>
            <div className={rows['small']}>{changedBy === null ? 'by a file' : <PersonName id={changedBy} />}</div>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} />
    </Panel>
  );
}
