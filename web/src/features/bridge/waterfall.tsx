import type { CSSProperties, ReactNode } from 'react';
import { scaleOf, type Step } from './steps.ts';
import { stepWords } from './words.ts';
import classes from './bridge.module.css';

type WaterfallProps = {
  title: string;
  steps: Step[];
  /** A step's amount as people read it, exactly, and so that it fits into a narrow column. */
  format: (step: Step, length: 'short' | 'exact') => string;
  /** What a bar opens: wraps the whole of it; opening and closing open nothing. */
  open: (step: Step, props: { className: string; title: string; children: ReactNode }) => ReactNode;
};

/** A change of nothing is neither gain nor loss: it has no bar. */
function toneOf({ key, amount }: Step): 'whole' | 'none' | 'less' | 'more' {
  if (key === 'opening' || key === 'closing') return 'whole';
  if (amount === 0) return 'none';
  return amount < 0 ? 'less' : 'more';
}

const longest = 10; // signs that have room above a column

/** Opening, what came and went, closing: each bar begins where the one before ends. Standing, or lying on a phone. */
export function Waterfall({ title, steps, format, open }: WaterfallProps) {
  const { low, high, isCut } = scaleOf(steps);
  // All alike: amounts of two precisions side by side cannot be compared at a glance.
  const length = steps.some((step) => format(step, 'exact').length > longest) ? 'short' : 'exact';
  const part = (value: number) => `${((value - low) / (high - low)) * 100}%`;
  return (
    <ol className={classes['waterfall']} aria-label={title}>
      {steps.map((step) => {
        const isWhole = step.key === 'opening' || step.key === 'closing';
        const [bottom, top] = [Math.min(step.from, step.to), Math.max(step.from, step.to)];
        const start = isWhole ? Math.max(low, bottom) : bottom;
        const style = {
          '--start': part(start),
          '--size': `calc(${part(top)} - ${part(start)})`,
          '--level': part(step.to),
        } as CSSProperties;
        const exact = format(step, 'exact');
        const shown = format(step, length);
        const tone = toneOf(step);
        const parts = {
          className: classes['step'] ?? '',
          title: `${stepWords[step.key]}: ${exact}`,
          children: (
            <>
              <span className={classes['label']}>{stepWords[step.key]}</span>
              <span className={classes['track']} style={style} aria-hidden>
                <span className={classes['bar']} data-tone={tone} data-cut={(isCut && isWhole) || undefined} />
                {step.key === 'closing' ? null : <span className={classes['thread']} />}
              </span>
              <span className={classes['amount']} data-tone={tone}>
                {shown}
                {shown === exact ? null : <span className="hidden"> ({exact})</span>}
              </span>
            </>
          ),
        };
        return (
          <li key={step.key}>
            {isWhole ? (
              <div className={parts.className} title={parts.title}>
                {parts.children}
              </div>
            ) : (
              open(step, parts)
            )}
          </li>
        );
      })}
    </ol>
  );
}
