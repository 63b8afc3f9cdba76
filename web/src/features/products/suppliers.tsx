import type { ProductDetail } from '#domain/catalogue/product.ts';
import { plainPrice, plural, quantity } from '#web/lib/format.ts';
import { Panel } from '#web/ui/panel.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './product.module.css';

/** Who delivers the product, in which packs, how fast. */
export function Suppliers({ suppliers }: { suppliers: ProductDetail['suppliers'] }) {
  return (
    <Panel title="Suppliers">
      {suppliers.length === 0 ? (
        <p className="quiet">No supplier yet. A products file with supplier columns adds one.</p>
      ) : (
        <ul className={rows['list']}>
          {suppliers.map((item) => (
            <li key={item.supplierCode} className={classes['row']}>
              <div>
                {item.supplierName} <span className="quiet code">{item.supplierSku ?? ''}</span>
              </div>
              <div>{item.cost === null ? '–' : plainPrice(item.cost)}</div>
              <div className={rows['small']}>
                packs of {quantity(item.packSize)}, at least {quantity(item.minOrder)}
              </div>
              <div className={rows['small']}>
                {item.leadTimeDays === null ? '' : `${plural(item.leadTimeDays, 'day', 'days')} to deliver`}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
