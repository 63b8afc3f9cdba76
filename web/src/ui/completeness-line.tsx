import type { Completeness } from '#domain/analytics/completeness.ts';
import { completenessWords } from '#domain/analytics/completeness-words.ts';
import { money } from '#web/lib/format.ts';
import { onDemand } from './on-demand.tsx';
import classes from './completeness-line.module.css';

export type CompletenessProps = {
  completeness: Completeness;
  currency: string;
  /** IANA zone by whose clock times are told. */
  zone: string;
  /** When the figures were made, an ISO instant. */
  asOf: string;
};

/** How far the figures can be trusted: up to when everything is in, and what is missing. A press tells it by store. */
export function CompletenessLine(props: CompletenessProps) {
  const { completeness, currency, zone, asOf } = props;
  const words = completenessWords(completeness, { zone, now: asOf, money: (minor) => money(minor, currency) });
  const isLacking = completeness.stores.some(({ missing, differences }) => missing.length + differences.length > 0);
  return (
    <div
      className={classes['line']}
      data-state={completeness.completeTo === null ? 'unknown' : isLacking ? 'lacking' : 'whole'}
    >
      <span className={classes['mark']} aria-hidden>
        {isLacking ? '!' : completeness.completeTo === null ? '?' : '✓'}
      </span>
      <span className={classes['words']}>{words || 'Nothing is known of how complete these figures are.'}</span>
      <Details {...props} />
    </div>
  );
}

const Details = onDemand<CompletenessProps>(
  () => import('./completeness-details.tsx'),
  (_, { want, hint }) => (
    <button
      type="button"
      data-print="never"
      className={classes['more']}
      onClick={want}
      onPointerEnter={hint}
      onFocus={hint}
    >
      Details
    </button>
  ),
);
