import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SuppliedProduct } from '#domain/suppliers/supplier.ts';
import { plainPrice, plural, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { RowMenu } from '#web/ui/row-menu.tsx';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

type SupplierItemsProps = {
  items: SuppliedProduct[];
  mayEdit: boolean;
  onEdit: (item: SuppliedProduct) => void;
  onRemove: (item: SuppliedProduct) => void;
};

/** What a supplier sells, and on what terms. */
export function SupplierItems(props: SupplierItemsProps) {
  const narrow = useNarrow();
  return (
    <>
      <div className={listing['sub']}>The cost of one is in the currency of the store that orders.</div>
      {narrow ? <Cards {...props} /> : <Table {...props} />}
    </>
  );
}

function Table(props: SupplierItemsProps) {
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Products of the supplier">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Supplier's number</th>
          <th scope="col" className={table['right']}>
            Cost of one
          </th>
          <th scope="col" className={table['right']}>
            Pack
          </th>
          <th scope="col" className={table['right']}>
            Least order
          </th>
          <th scope="col" className={table['right']}>
            Order to door
          </th>
          <th scope="col" className={listing['actions']}>
            <span className="hidden">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.items.map((item) => (
          <tr key={item.productId}>
            <td>
              <Name item={item} />
            </td>
            <td className="code">{item.supplierSku ?? '–'}</td>
            <td className={table['right']}>{item.cost === null ? '–' : plainPrice(item.cost)}</td>
            <td className={table['right']}>{quantity(item.packSize)}</td>
            <td className={table['right']}>{quantity(item.minOrder)}</td>
            <td className={table['right']}>
              {item.leadTimeDays === null ? 'as usual' : plural(item.leadTimeDays, 'day', 'days')}
            </td>
            <td className={listing['actions']}>
              <Deeds item={item} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards(props: SupplierItemsProps) {
  return (
    <ul className={rows['list']} aria-label="Products of the supplier">
      {props.items.map((item) => (
        <li key={item.productId} className={listing['row']}>
          <Name item={item} />
          <Deeds item={item} {...props} />
          <span className={listing['sub']}>
            packs of {quantity(item.packSize)}, at least {quantity(item.minOrder)}
          </span>
          <span>{item.cost === null ? '–' : plainPrice(item.cost)}</span>
        </li>
      ))}
    </ul>
  );
}

const Name = ({ item }: { item: SuppliedProduct }) => (
  <div>
    <Link className="link" to={paths.product} params={{ productId: item.productId }}>
      {item.name}
    </Link>{' '}
    {item.status === 'archived' ? <Tag tone="calm">Archived</Tag> : null}
    <div className={`${listing['sub'] ?? ''} code`}>{item.sku}</div>
  </div>
);

function Deeds({ item, mayEdit, onEdit, onRemove }: Omit<SupplierItemsProps, 'items'> & { item: SuppliedProduct }) {
  if (!mayEdit) return null;
  return (
    <span className={listing['deeds']}>
      <Button size="xs" variant="default" aria-label={`Edit terms of ${item.name}`} onClick={() => onEdit(item)}>
        Edit
      </Button>
      <RowMenu label={`More for ${item.name}`} Icon={IconDots}>
        <Menu.Item color="red" onClick={() => onRemove(item)}>
          No longer sells it…
        </Menu.Item>
      </RowMenu>
    </span>
  );
}
