import { useLiveChanges } from '#web/lib/live.ts';
import { type LiveState, useLiveState } from '#web/lib/live-state.ts';
import classes from './live-sign.module.css';

const words: Record<LiveState, string> = {
  live: 'Live',
  polling: 'Checking every few seconds',
  apart: 'Not live yet',
};

/** Hears of changes while somebody with rights looks at pages, and says quietly how. */
export function LiveSign({ isWanted }: { isWanted: boolean }) {
  useLiveChanges(isWanted);
  const state = useLiveState();
  return (
    <span
      className={classes['sign']}
      data-state={isWanted ? state : 'apart'}
      title={`${words[state]}: what changes shows by itself`}
    >
      <span className={classes['dot']} aria-hidden />
      <span className={classes['text']}>{words[state]}</span>
    </span>
  );
}
