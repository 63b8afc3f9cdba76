import { Button } from '@mantine/core';
import { useState } from 'react';
import { type PriceChange, PricePage, type ProductDetail } from '#domain/catalogue/product.ts';
import { dateTime, plainPrice } from '#web/lib/format.ts';
import { usePages } from '#web/lib/pages.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './product.module.css';

const shownFirst = 4;

/** What the product was sold for, and what it has cost: the latest at once, the others when asked for. */
export function PriceHistory({ product: { id, prices } }: { product: ProductDetail }) {
  const [isWhole, setIsWhole] = useState(false);
  return (
    <Panel title="Price history">
      {prices.length === 0 ? <p className="quiet">It has never had another price.</p> : null}
      {isWhole ? <Whole productId={id} latest={prices} /> : <Rows changes={prices.slice(0, shownFirst)} />}
      {!isWhole && prices.length > shownFirst ? (
        <Button variant="default" fullWidth mt="sm" onClick={() => setIsWhole(true)}>
          Show all
        </Button>
      ) : null}
    </Panel>
  );
}

function Whole({ productId, latest }: { productId: string; latest: PriceChange[] }) {
  const path = `/products/${encodeURIComponent(productId)}/prices`;
  const pages = usePages(['product', productId, 'prices'], path, PricePage);
  return (
    <>
      <Rows changes={pages.data?.pages.flatMap(({ items }) => items) ?? latest} />
      <LoadMore pages={pages} />
    </>
  );
}

function Rows({ changes }: { changes: PriceChange[] }) {
  return (
    <ul className={rows['list']}>
      {changes.map(({ validFrom, price, cost, changedBy, changedByName }) => (
        <li key={validFrom} className={classes['row']}>
          <div className="figures">{price === null ? 'no price' : plainPrice(price)}</div>
          <div>{cost === null ? 'no cost' : `cost ${plainPrice(cost)}`}</div>
          <div className={rows['small']}>since {dateTime(validFrom)}</div>
          <div className={rows['small']}>
            {changedBy === null ? 'by a file' : <PersonName id={changedBy} name={changedByName} />}
          </div>
        </li>
      ))}
    </ul>
  );
}
