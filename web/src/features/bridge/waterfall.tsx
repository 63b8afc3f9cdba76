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

const longest = 10; // signs that have room above a column

/** Opening, what came and went, closing: each bar begins where the one before ends. Standing, or lying on a phone. */
export function Waterfall({ title, steps, format, open }: WaterfallProps) {
  const { low, high, isCut } = scaleOf(steps);
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
        const shown = exact.length > longest ? format(step, 'short') : exact;
        const parts = {
          className: classes['step'] ?? '',
          title: `${stepWords[step.key]}: ${exact}`,
          children: (
            <>
              <span className={classes['label']}>{stepWords[step.key]}</span>
              <span className={classes['track']} style={style} aria-hidden>
                <span
                  className={classes['bar']}
                  data-tone={isWhole ? 'whole' : step.amount < 0 ? 'less' : 'more'}
                  data-cut={(isCut && isWhole) || undefined}
                />
                {step.key === 'closing' ? null : <span className={classes['thread']} />}
              </span>
              <span className={classes['amount']} data-tone={isWhole ? 'whole' : step.amount < 0 ? 'less' : 'more'}>
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
