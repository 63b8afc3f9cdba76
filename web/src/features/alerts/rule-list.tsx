import { Button } from '@mantine/core';
import { alertKindNames, alertKinds, type AlertKind, type Urgency } from '#domain/alerts/kinds.ts';
import type { AlertRule } from '#domain/alerts/rule.ts';
import { capitalised, quantity } from '#web/lib/format.ts';
import { Tag } from '#web/ui/tag.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import classes from './alerts.module.css';

export const urgencyWords: Record<Urgency, string> = {
  never: 'In the digest',
  best_sellers: 'At once for best sellers (class A)',
  always: 'At once',
};

/** The rule of a kind that counts in a store (its own, else the chain's), or in the chain. */
export function ruleFor(rules: AlertRule[], kind: AlertKind, storeId: string | null): AlertRule | undefined {
  const ofKind = rules.filter((rule) => rule.kind === kind);
  return ofKind.find((rule) => rule.storeId === storeId) ?? ofKind.find((rule) => rule.storeId === null);
}

type RuleListProps = {
  rules: AlertRule[];
  /** null: the chain. */
  storeId: string | null;
  mayEdit: boolean;
  onEdit: (kind: AlertKind) => void;
};

/** Each kind of alert: what it means, when it opens, and who is told at once. */
export function RuleList({ rules, storeId, mayEdit, onEdit }: RuleListProps) {
  return (
    <ul className={rows['list']} aria-label="Rules">
      {alertKindNames.map((kind) => {
        const rule = ruleFor(rules, kind, storeId);
        if (!rule) return null;
        const { label, meaning } = alertKinds[kind];
        return (
          <li key={kind} className={classes['rule']}>
            <div>
              <strong>{label}</strong> {rule.isOn ? null : <Tag tone="calm">Off</Tag>}{' '}
              {storeId !== null && rule.storeId !== null ? <Tag tone="info">Its own</Tag> : null}
              <div className={listing['sub']}>{meaning}.</div>
              {rule.isOn ? <div>{capitalised(wordsOf(rule))}</div> : null}
            </div>
            {mayEdit ? (
              <Button variant="default" size="xs" aria-label={`Edit ${label}`} onClick={() => onEdit(kind)}>
                Edit
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

const lowered = (words: string): string => `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
/** `90 days`, `10 %`, and of chances the number alone: "as rare by chance as 1 in 1,000". */
const inUnit = (value: number, unit: string): string =>
  unit === 'times'
    ? quantity(String(value))
    : `${quantity(String(value))} ${value === 1 ? unit.replace(/s$/, '') : unit}`;

/** When it opens, when it is over and who is told, as one line. */
function wordsOf({ kind, threshold, hysteresis, urgent }: AlertRule): string {
  const { threshold: may, hysteresis: ends } = alertKinds[kind];
  return [
    may && threshold !== null && (threshold > 0 || may.unit === '%')
      ? `${may.label} ${inUnit(threshold, may.unit)}`
      : null,
    ends && hysteresis !== null ? lowered(`${ends.label} ${inUnit(hysteresis, ends.unit)}`) : null,
    lowered(urgencyWords[urgent]),
  ]
    .filter((part) => part !== null)
    .join(', ');
}
