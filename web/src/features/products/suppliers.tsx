import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ProductDetail } from '#domain/catalogue/product.ts';
import { plainPrice, plural, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Panel } from '#web/ui/panel.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './product.module.css';

type Item = ProductDetail['suppliers'][number];
type SuppliersProps = {
  suppliers: Item[];
  /** For those who may edit: a supplier's terms, or (without one) those of another. */
  onEdit?: (item?: Item) => void;
};

/** Who delivers the product, in which packs, how fast. */
export function Suppliers({ suppliers, onEdit }: SuppliersProps) {
  const add = onEdit ? (
    <Button size="compact-sm" variant="subtle" onClick={() => onEdit()}>
      Add
    </Button>
  ) : null;
  return (
    <Panel title="Suppliers" side={add}>
      {suppliers.length === 0 ? (
        <p className="quiet">No supplier yet. A products file with supplier columns adds one.</p>
      ) : (
        <ul className={rows['list']}>
          {suppliers.map((item) => (
            <li key={item.supplierId} className={classes['row']}>
              <div>
                <Link className="link" to={paths.supplier} params={{ supplierId: item.supplierId }}>
                  {item.supplierName}
                </Link>{' '}
                <span className="quiet code">{item.supplierSku ?? ''}</span>
              </div>
              <div>{item.cost === null ? '–' : plainPrice(item.cost)}</div>
              <div className={rows['small']}>
                packs of {quantity(item.packSize)}, at least {quantity(item.minOrder)}
                {item.leadTimeDays === null ? '' : `, ${plural(item.leadTimeDays, 'day', 'days')} to deliver`}
              </div>
              <div className={rows['small']}>
                {onEdit ? (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={`Edit terms of ${item.supplierName}`}
                    onClick={() => onEdit(item)}
                  >
                    Edit
                  </Button>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
