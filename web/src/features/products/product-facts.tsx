import type { ProductDetail } from '#domain/catalogue/product.ts';
import { plainPrice, quantity } from '#web/lib/format.ts';
import { Fact, Facts } from '#web/ui/facts.tsx';
import { Tag } from '#web/ui/tag.tsx';

/** What the catalogue knows of the product, on one line that wraps. */
export function ProductFacts({ product }: { product: ProductDetail }) {
  const { sku, category, family, price, cost, reorderPoint, barcodes, status, isStocked } = product;
  return (
    <Facts>
      <Fact name="SKU">
        <span className="code">{sku}</span>
      </Fact>
      {status === 'active' ? null : (
        <Fact name="Status">
          <Tag tone={status === 'draft' ? 'warn' : 'calm'}>
            {status === 'draft' ? 'Draft, to be completed' : 'Archived'}
          </Tag>
        </Fact>
      )}
      {isStocked ? null : (
        <Fact name="Kind">
          <Tag tone="calm">Not stocked</Tag>
        </Fact>
      )}
      {category ? <Fact name="Category">{category}</Fact> : null}
      {family ? <Fact name="Family">{family}</Fact> : null}
      {price === null ? null : (
        <Fact name="Price">
          <Amount text={price} />
        </Fact>
      )}
      {cost === null ? null : (
        <Fact name="Cost">
          <Amount text={cost} />
        </Fact>
      )}
      {reorderPoint === null ? null : <Fact name="Reorder at">{quantity(reorderPoint)}</Fact>}
      {barcodes.length > 0 ? (
        <Fact name={barcodes.length > 1 ? 'Barcodes' : 'Barcode'}>
          <span className="code">{barcodes.join(', ')}</span>
        </Fact>
      ) : null}
    </Facts>
  );
}

/** The catalogue's figures are kept without a currency: each store takes them in its own. */
const Amount = ({ text }: { text: string }) => (
  <>
    {plainPrice(text)} <span className="quiet">{"in each store's currency"}</span>
  </>
);
