import { Button } from '@mantine/core';
import type { AlertState } from '#domain/alerts/kinds.ts';
import { count, plural } from '#web/lib/format.ts';
import classes from './alerts.module.css';

type BulkBarProps = {
  state: AlertState;
  /** How many are chosen one by one. */
  chosen: number;
  /** Everything that the filter finds is chosen, shown or not. */
  isWhole: boolean;
  /** How many that is; null when nobody knows before it is done. */
  matching: number | null;
  /** Whether the list goes on behind what is shown. */
  hasMore: boolean;
  onWhole: () => void;
  onClear: () => void;
  onAcknowledge: () => void;
  onSnooze: () => void;
  onReopen: () => void;
  isBusy: boolean;
};

/** What can be done with the chosen alerts. It stands there from the start, so that a first choice moves nothing. */
export function BulkBar(props: BulkBarProps) {
  const { state, chosen, isWhole, matching, hasMore, isBusy } = props;
  const isNone = chosen === 0 && !isWhole;
  const words = isWhole
    ? `${matching === null ? 'All' : `All ${count(matching)}`} that match are chosen`
    : `${plural(chosen, 'alert', 'alerts')} chosen`;
  return (
    <div className={classes['bulk']} role="group" aria-label="With the chosen alerts" data-print="never">
      <span className={isNone ? 'quiet' : undefined} role="status">
        {isNone ? 'Choose alerts to acknowledge or snooze them' : words}
      </span>
      {isWhole ? null : (
        <Button
          variant="subtle"
          size="compact-sm"
          // Its place is kept while the list is on its way.
          style={hasMore ? {} : { visibility: 'hidden' }}
          onClick={props.onWhole}
        >
          Select all {matching === null ? '' : count(matching)} that match
        </Button>
      )}
      {isNone ? null : (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={props.onClear}>
          Clear
        </Button>
      )}
      <div className={classes['deeds']}>
        {state === 'open' ? null : (
          <Button variant="default" size="xs" disabled={isNone || isBusy} onClick={props.onReopen}>
            Open again
          </Button>
        )}
        {state === 'acknowledged' ? null : (
          <Button variant="default" size="xs" disabled={isNone || isBusy} onClick={props.onAcknowledge}>
            Acknowledge
          </Button>
        )}
        <Button variant="default" size="xs" disabled={isNone || isBusy} onClick={props.onSnooze}>
          Snooze…
        </Button>
      </div>
    </div>
  );
}
