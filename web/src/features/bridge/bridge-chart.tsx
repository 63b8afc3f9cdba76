import { SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Bridge, BridgeKind } from '#domain/analytics/bridge.ts';
import type { ReactNode } from 'react';
import { money, quantity, shortMoney, signedQuantity, majorUnits, wholeMoney } from '#web/lib/format.ts';
import { type MovementsSearch, paths } from '#web/paths.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import type { Sheet } from '#web/ui/sheet.ts';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { type Measure, scaleOf, type Step, stepsOf } from './steps.ts';
import { Waterfall } from './waterfall.tsx';
import { stepWords } from './words.ts';
import classes from './bridge.module.css';

type BridgeChartProps = {
  bridge: Bridge;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
  exportName: (string | undefined)[];
  /** Whose stock and when, for the movements that the bars open. */
  scope: Omit<MovementsSearch, 'kind' | 'search' | 'different'>;
};

const measures = [
  { value: 'value', label: 'Value' },
  { value: 'units', label: 'Units' },
];

/** The waterfall, the same as a table, and the sum under it. */
export function BridgeChart({ bridge, measure, onMeasure, exportName, scope }: BridgeChartProps) {
  const narrow = useNarrow();
  const { currency } = bridge;
  const { steps, addsUp } = stepsOf(bridge, measure);
  const format = ({ key, amount }: Step, length: 'short' | 'exact') => {
    const isChange = key !== 'opening' && key !== 'closing';
    if (measure === 'units') {
      const text = String(amount / 1000);
      return isChange ? signedQuantity(text) : quantity(text);
    }
    const sign = isChange && amount > 0 ? '+' : '';
    if (length === 'exact') return sign + money(amount, currency);
    const major = majorUnits(amount, currency);
    return sign + (Math.abs(major) < 1000 ? wholeMoney(amount, currency) : shortMoney(major, currency));
  };
  const lines = [
    { kind: 'opening' as const, ...bridge.opening },
    ...bridge.bars,
    { kind: 'closing' as const, ...bridge.closing },
  ];
  const sheet = (): Sheet => ({
    columns: [
      { title: 'What', kind: 'text' },
      { title: 'Units', kind: 'quantity' },
      { title: `Value at cost, ${currency}`, kind: 'money', currency },
    ],
    rows: lines.map(({ kind, units, valueMinor }) => [stepWords[kind], units, valueMinor]),
  });
  const { isCut, low } = scaleOf(steps);
  const change = steps.slice(1, -1).reduce((sum, { amount }) => sum + amount, 0);
  const [first, last] = [steps[0], steps.at(-1)];
  return (
    <FigurePanel
      title="Stock bridge"
      note={measure === 'value' ? `At cost, in ${currency}` : 'In units'}
      height={narrow ? 380 : 340}
      side={
        <SegmentedControl
          size="xs"
          data={measures}
          value={measure}
          onChange={(value) => onMeasure(value === 'units' ? 'units' : 'value')}
          aria-label="Stock bridge: in"
        />
      }
      sheet={sheet}
      exportName={exportName}
      renderLink={(row, text) => {
        const bar = bridge.bars[row - 1];
        return bar ? (
          <Behind scope={scope} kind={bar.kind} className="link">
            {text}
          </Behind>
        ) : (
          text
        );
      }}
      legend={
        first && last ? (
          <>
            <p className={classes['sum']}>
              {format(first, 'exact')} at the opening {change < 0 ? '− ' : '+ '}
              {format({ ...first, amount: Math.abs(change) }, 'exact')} of changes = {format(last, 'exact')} at the
              closing.{' '}
              {addsUp ? null : (
                <strong className="bad" role="alert">
                  This does not add up: please report it.
                </strong>
              )}
            </p>
            {isCut ? (
              <p className={classes['cut']}>
                So that what changed can be seen, the scale begins at {format({ ...first, amount: low }, 'exact')}, not
                at zero.
              </p>
            ) : null}
          </>
        ) : null
      }
    >
      <Waterfall title="Stock bridge" steps={steps} format={format} open={(step, props) => barOf(scope, step, props)} />
    </FigurePanel>
  );
}

type BehindProps = {
  scope: BridgeChartProps['scope'];
  kind: BridgeKind;
  className: string;
  title?: string;
  children: ReactNode;
};

/** The way to the movements behind a bar; of counts, most of which find what is recorded, to those that did not. */
const Behind = ({ scope, kind, ...link }: BehindProps) => (
  <Link {...link} to={paths.movements} search={{ ...scope, kind, different: kind === 'counts' ? 'yes' : undefined }} />
);

function barOf(scope: BehindProps['scope'], { key }: Step, props: Omit<BehindProps, 'scope' | 'kind'>) {
  return key === 'opening' || key === 'closing' ? null : <Behind {...props} scope={scope} kind={key} />;
}
