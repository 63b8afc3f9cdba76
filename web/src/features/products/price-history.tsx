import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type PriceChange, PricePage, type ProductDetail } from '#domain/catalogue/product.ts';
import { dateTime, plainPrice } from '#web/lib/format.ts';
import { usePages } from '#web/lib/pages.ts';
import { paths } from '#web/paths.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './product.module.css';

const shownFirst = 4;

type PriceHistoryProps = {
  product: ProductDetail;
  /** Whether the viewer may open the import of a file of the whole chain, as those with prices are. */
  mayOpenImports: boolean;
};

/** What the product was sold for, and what it has cost: the latest at once, the others when asked for. */
export function PriceHistory({ product: { id, prices }, mayOpenImports }: PriceHistoryProps) {
  const [isWhole, setIsWhole] = useState(false);
  return (
    <Panel title="Price history" note="Of every store, by your own clock">
      {prices.length === 0 ? <p className="quiet">It has never had another price.</p> : null}
      {isWhole ? (
        <Whole productId={id} latest={prices} {...{ mayOpenImports }} />
      ) : (
        <Rows changes={prices.slice(0, shownFirst)} {...{ mayOpenImports }} />
      )}
      {!isWhole && prices.length > shownFirst ? (
        <Button variant="default" fullWidth mt="sm" onClick={() => setIsWhole(true)}>
          Show all
        </Button>
      ) : null}
    </Panel>
  );
}

type WholeProps = { productId: string; latest: PriceChange[]; mayOpenImports: boolean };

function Whole({ productId, latest, mayOpenImports }: WholeProps) {
  const path = `/products/${encodeURIComponent(productId)}/prices`;
  const pages = usePages(['product', productId, 'prices'], path, PricePage);
  return (
    <>
      <Rows changes={pages.data?.pages.flatMap(({ items }) => items) ?? latest} mayOpenImports={mayOpenImports} />
      <LoadMore pages={pages} />
    </>
  );
}

function Rows({ changes, mayOpenImports }: { changes: PriceChange[]; mayOpenImports: boolean }) {
  return (
    <ul className={rows['list']}>
      {changes.map((change) => (
        <li key={change.validFrom} className={classes['row']}>
          <div className="figures">{change.price === null ? 'no price' : plainPrice(change.price)}</div>
          <div>{change.cost === null ? 'no cost' : `cost ${plainPrice(change.cost)}`}</div>
          <div className={`${rows['small'] ?? ''} ${classes['whole'] ?? ''}`}>
            <span className={classes['together']}>since {dateTime(change.validFrom)}</span>{' '}
            <By change={change} mayOpenImports={mayOpenImports} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function By({
  change: { changedBy, changedByName },
  mayOpenImports,
}: {
  change: PriceChange;
  mayOpenImports: boolean;
}) {
  if (changedBy === null) return 'by a file';
  const name = <PersonName id={changedBy} name={changedByName} />;
  const importId = /^import:(.+)$/.exec(changedBy)?.[1];
  if (importId === undefined || !mayOpenImports) return <>by {name}</>;
  return (
    <>
      by{' '}
      <Link className="link" to={paths.import} params={{ importId }}>
        {name}
      </Link>
    </>
  );
}
