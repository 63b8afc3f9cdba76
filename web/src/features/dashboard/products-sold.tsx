import { Link } from '@tanstack/react-router';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { money, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Change } from '#web/ui/change.tsx';
import { changeAgainst } from '#web/ui/figure-compared.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { Notice } from '#web/ui/notice.tsx';
import rows from '#web/ui/rows.module.css';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import classes from './lists.module.css';
import { beforeColumn, behind, nothingSold, savedAs, type Shown, unknownDays } from './shown.ts';

type ListProps = { products: SalesDashboard['top']; shown: Shown };

/** The products that sold best; each opens its page, the last line the whole list. */
export const BestProducts = (props: ListProps) => <ProductsSold side="top" {...props} />;

/** Those that earned least of what sold. */
export const LeastProducts = (props: ListProps) => <ProductsSold side="bottom" {...props} />;

function ProductsSold({ side, products, shown }: ListProps & { side: 'top' | 'bottom' }) {
  const { currency, search } = shown;
  const before = beforeColumn(shown);
  const title = side === 'top' ? 'Best products' : 'Least margin';
  const product = search.store ? { store: search.store } : {};
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Product', kind: 'text' },
      { title: 'SKU', kind: 'text' },
      { title: 'Net sales', kind: 'money', currency },
      ...before,
      { title: 'Gross margin', kind: 'money', currency },
      { title: 'Units', kind: 'quantity' },
    ],
    rows: products.map((one): Cell[] => [
      one.name,
      one.sku,
      one.netMinor,
      ...before.map(() => one.beforeNetMinor),
      one.marginMinor,
      one.units,
    ]),
  });
  return (
    <FigurePanel
      title={title}
      note={side === 'top' ? 'highest net sales' : 'lowest gross margin of those that sold'}
      height={470}
      sheet={sheet}
      renderLink={(row, text) => (
        <Link
          className="link"
          to={paths.product}
          params={{ productId: products[row]?.productId ?? '' }}
          search={product}
        >
          {text}
        </Link>
      )}
      exportName={savedAs(side === 'top' ? 'best products' : 'products of least margin', shown)}
      legend={
        <div className={classes['all']}>
          <Link
            className="link"
            to={paths.figures}
            search={{
              ...behind(shown),
              by: 'product',
              ...(side === 'top' ? {} : { show: 'margin', sort: 'grossMargin', dir: 'asc' }),
            }}
          >
            All products
          </Link>
        </div>
      }
    >
      {products.length === 0 ? (
        <Notice title={nothingSold(shown)} minHeight={200}>
          {unknownDays(shown) ? null : 'Sales show here as soon as a sales file is imported.'}
        </Notice>
      ) : null}
      <ol className={`${rows['list'] ?? ''} ${classes['products'] ?? ''}`} tabIndex={0} aria-label={title}>
        {products.map((one, index) => {
          const difference = changeAgainst('netSales', { value: one.netMinor }, { value: one.beforeNetMinor }, shown);
          return (
            <li key={one.productId} className={classes['row']}>
              <span className={classes['rank']} aria-hidden>
                {index + 1}
              </span>
              <div className={classes['main']}>
                <div className={rows['line']}>
                  <Link
                    className="link one-line"
                    to={paths.product}
                    params={{ productId: one.productId }}
                    search={product}
                  >
                    {one.name}
                  </Link>
                  <span className={classes['end']}>
                    {side === 'top' ? money(one.netMinor, currency) : money(one.marginMinor, currency)}
                  </span>
                </div>
                <div className={`${rows['line'] ?? ''} ${rows['small'] ?? ''}`}>
                  <span className="one-line">
                    <span className="code">{one.sku}</span> · {quantity(one.units)} sold
                  </span>
                  <span className={classes['end']}>
                    {side === 'bottom' ? (
                      `of ${money(one.netMinor, currency)}`
                    ) : difference ? (
                      <Change difference={difference} />
                    ) : null}
                  </span>
                </div>
              </div>
            </li>
          );
        })}
      </ol>
    </FigurePanel>
  );
}
