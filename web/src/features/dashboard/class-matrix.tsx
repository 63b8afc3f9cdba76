import { SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { xyzWords } from '#domain/stock/classes.ts';
import { count, majorUnits, money, plural, shortMoney } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import classes from './class-matrix.module.css';
import { savedNow, type Shown, stockList } from './shown.ts';

type Class = StockDashboard['classes'][number];

const rows = { A: 'earn most', B: 'earn some', C: 'earn little', N: 'new', U: 'unsold' } as const;
const columns = { ...xyzWords, '-': 'too new' } as const;
const measures = [
  { value: 'products', label: 'Products' },
  { value: 'valueMinor', label: 'Stock' },
  { value: 'marginMinor', label: 'Margin' },
] as const;
type Measure = (typeof measures)[number]['value'];

/** Products by what they earn (A to C) and by how evenly they sell (X to Z); each field opens its stock. */
export function ClassMatrix({ dashboard, shown }: { dashboard: StockDashboard; shown: Shown }) {
  const [measure, setMeasure] = useState<Measure>('products');
  const { currency } = shown;
  const found = new Map(dashboard.classes.map((one) => [`${one.abc}${one.xyz}`, one]));
  const most = Math.max(1, ...dashboard.classes.map((one) => one[measure]));
  const text = (one: Class) =>
    measure === 'products' ? count(one.products) : shortMoney(majorUnits(one[measure], currency), currency);
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Class', kind: 'text' },
      { title: 'Products', kind: 'count' },
      { title: 'Stock at cost', kind: 'money', currency },
      { title: 'Gross margin', kind: 'money', currency },
    ],
    rows: dashboard.classes.map((one): Cell[] => [
      `${one.abc}${one.xyz}`,
      one.products,
      one.valueMinor,
      one.marginMinor,
    ]),
  });
  return (
    <FigurePanel
      title="Classes of products"
      note="by margin of 90 days, and by how evenly they sell"
      height={250}
      sheet={sheet}
      renderLink={(row, label) => {
        const one = dashboard.classes[row];
        return (
          <Link className="link" to={paths.stock} search={stockList(shown, one ? { abc: one.abc, xyz: one.xyz } : {})}>
            {label}
          </Link>
        );
      }}
      exportName={savedNow('classes of products', shown, dashboard.asOf)}
      side={
        <SegmentedControl
          size="xs"
          data={[...measures]}
          value={measure}
          onChange={(value) => setMeasure(value)}
          aria-label="Classes of products: measure"
        />
      }
    >
      <table className={classes['matrix']} aria-label="Classes of products">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">Class</span>
            </th>
            {Object.entries(columns).map(([xyz, meaning]) => (
              <th scope="col" key={xyz}>
                <b>{xyz === '-' ? '–' : xyz}</b> <span>{meaning}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(rows).map(([abc, meaning]) => (
            <tr key={abc}>
              <th scope="row">
                <b>{abc}</b> <span>{meaning}</span>
              </th>
              {Object.keys(columns).map((xyz) => {
                const one = found.get(`${abc}${xyz}`);
                return (
                  <td key={xyz}>
                    {one && one.products > 0 ? (
                      <Link
                        to={paths.stock}
                        search={stockList(shown, { abc: one.abc, xyz: one.xyz })}
                        title={exact(one, currency)}
                        className={classes['field']}
                      >
                        <span className="hidden">{exact(one, currency)}</span>
                        <span aria-hidden>{text(one)}</span>
                        <span
                          className={classes['part']}
                          style={{ width: `${Math.max(2, (Math.max(0, one[measure]) / most) * 100)}%` }}
                        />
                      </Link>
                    ) : (
                      <span className={classes['field']} aria-label="none">
                        <span className="quiet">–</span>
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </FigurePanel>
  );
}

const exact = ({ abc, xyz, products, valueMinor, marginMinor }: Class, currency: string) =>
  `${abc}${xyz}: ${plural(products, 'product', 'products')}, ${money(valueMinor, currency)} in stock, ${money(marginMinor, currency)} margin`;
