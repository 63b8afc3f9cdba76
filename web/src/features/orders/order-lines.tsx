import { Link } from '@tanstack/react-router';
import type { OrderDetail, OrderLine } from '#domain/orders/order.ts';
import { money, plural, quantity, unitPrice } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

/** What was ordered, what of it came, and what is still to come. */
export function OrderLines({ order }: { order: OrderDetail }) {
  const narrow = useNarrow();
  if (narrow) return <Cards order={order} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Lines of the order">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Supplier's number</th>
          <th scope="col" className={table['right']}>
            Ordered
          </th>
          <th scope="col" className={table['right']}>
            Received
          </th>
          <th scope="col" className={table['right']}>
            To come
          </th>
          <th scope="col" className={table['right']}>
            Cost of one
          </th>
          <th scope="col" className={table['right']}>
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.productId}>
            <td>
              <Name line={line} />
            </td>
            <td className="code">{line.supplierSku ?? '–'}</td>
            <td className={table['right']}>
              {quantity(line.ordered)}
              <div className={listing['sub']}>{packsOf(line)}</div>
            </td>
            <td className={table['right']}>
              {quantity(line.received)}
              {Number(line.damaged) > 0 ? <div className="bad">{quantity(line.damaged)} damaged</div> : null}
            </td>
            <td className={table['right']}>
              <Open line={line} />
            </td>
            <td className={table['right']}>
              {line.unitCost === null ? '–' : unitPrice(line.unitCost, order.currency, 4)}
            </td>
            <td className={table['right']}>{line.costMinor === null ? '–' : money(line.costMinor, order.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ order }: { order: OrderDetail }) {
  return (
    <ul className={rows['list']} aria-label="Lines of the order">
      {order.lines.map((line) => (
        <li key={line.productId} className={listing['row']}>
          <Name line={line} />
          <span>{line.costMinor === null ? '–' : money(line.costMinor, order.currency)}</span>
          <span className={listing['sub']}>
            {quantity(line.ordered)} ordered, {quantity(line.received)} received
            {Number(line.damaged) > 0 ? `, ${quantity(line.damaged)} damaged` : null}
          </span>
          <span className={listing['sub']}>
            {quantity(line.open)} to come
            {Number(line.cancelled) > 0 ? `, ${quantity(line.cancelled)} given up` : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

const Name = ({ line }: { line: OrderLine }) => (
  <div>
    <Link className="link" to={paths.product} params={{ productId: line.productId }}>
      {line.name}
    </Link>{' '}
    {line.suggestionId === null ? null : <Tag tone="calm">Suggested</Tag>}
    <div className={`${listing['sub'] ?? ''} code`}>{line.sku}</div>
  </div>
);

const Open = ({ line }: { line: OrderLine }) => (
  <>
    {quantity(line.open)}
    {Number(line.cancelled) > 0 ? <span className="quiet"> ({quantity(line.cancelled)} given up)</span> : null}
  </>
);

/** `= 5 packs`; nothing where it is sold one by one, or where packs do not go up. */
export function packsOf({ ordered, packSize }: Pick<OrderLine, 'ordered' | 'packSize'>): string | null {
  const packs = Number(ordered) / Number(packSize);
  return Number(packSize) !== 1 && Number.isInteger(packs) ? `= ${plural(packs, 'pack', 'packs')}` : null;
}
