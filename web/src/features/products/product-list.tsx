import { Link } from '@tanstack/react-router';
import type { ListedProduct } from '#domain/catalogue/product.ts';
import { plainPrice, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

const onHand = ({ onHand: amount, isStocked }: ListedProduct) => {
  if (!isStocked) return 'not stocked';
  return amount === null ? '–' : quantity(amount);
};
const price = (product: ListedProduct) =>
  product.price === null ? <Tag tone="warn">No price</Tag> : plainPrice(product.price);

/** The catalogue: also what no store has ever had. */
export function ProductList({ products }: { products: ListedProduct[] }) {
  const narrow = useNarrow();
  if (narrow) return <Cards products={products} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Products">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">SKU</th>
          <th scope="col">Category</th>
          <th scope="col" className={table['right']}>
            Price
          </th>
          <th scope="col" className={table['right']}>
            Reorder at
          </th>
          <th scope="col" className={table['right']}>
            On hand
          </th>
        </tr>
      </thead>
      <tbody>
        {products.map((product) => (
          <tr key={product.id}>
            <td>
              <Name product={product} />
            </td>
            <td className="code">{product.sku}</td>
            <td>{product.category ?? <span className="quiet">–</span>}</td>
            <td className={table['right']}>{price(product)}</td>
            <td className={table['right']}>
              {product.reorderPoint === null ? <span className="quiet">–</span> : quantity(product.reorderPoint)}
            </td>
            <td className={table['right']}>{onHand(product)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ products }: { products: ListedProduct[] }) {
  return (
    <ul className={rows['list']} aria-label="Products">
      {products.map((product) => (
        <li key={product.id} className={listing['row']}>
          <Name product={product} />
          <span className="figures">{price(product)}</span>
          <span className={listing['sub']}>
            <span className="code">{product.sku}</span>
            {product.category ? ` · ${product.category}` : ''}
          </span>
          <span className={`${listing['sub'] ?? ''} figures`}>
            {onHand(product)}
            {product.isStocked && product.onHand !== null ? ' on hand' : ''}
          </span>
        </li>
      ))}
    </ul>
  );
}

const Name = ({ product }: { product: ListedProduct }) => (
  <span>
    <Link className="link" to={paths.product} params={{ productId: product.id }}>
      {product.name}
    </Link>{' '}
    {product.status === 'draft' ? <Tag tone="warn">Draft</Tag> : null}
    {product.status === 'archived' ? <Tag tone="calm">Archived</Tag> : null}
  </span>
);
