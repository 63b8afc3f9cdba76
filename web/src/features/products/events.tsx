import { Button } from '@mantine/core';
import { useState } from 'react';
import { StoreTime } from '#web/ui/store-time.tsx';
import { longDay } from '#web/lib/format.ts';
import { Panel } from '#web/ui/panel.tsx';
import { type TimelineFilter, useTimeline } from './get-timeline.ts';
import { eventMarks } from './timeline-events.ts';
import classes from './timeline.module.css';

const shownFirst = 8;

/** What happened to the product in the period, newest first, with the marks of the picture above. */
export function Events({ productId, filter }: { productId: string; filter: TimelineFilter }) {
  const { data } = useTimeline(productId, filter);
  const [isWhole, setIsWhole] = useState(false);
  const events = data?.events.toReversed() ?? [];
  return (
    <Panel title="What happened">
      {data && events.length === 0 ? <p className="quiet">No delivery, count or price change in these days.</p> : null}
      <ul className={classes['events']}>
        {(isWhole ? events : events.slice(0, shownFirst)).map(({ at, date, kind, storeId, storeName, text }) => (
          <li key={`${at} ${kind} ${storeId ?? ''} ${text}`}>
            <span className={classes['letter']} title={eventMarks[kind].word}>
              {eventMarks[kind].letter}
            </span>
            <span>{text}</span>
            <small className="figures">
              {storeId === null ? longDay(date) : <StoreTime at={at} storeId={storeId} />}
              {storeName ? `, ${storeName}` : ''}
            </small>
          </li>
        ))}
      </ul>
      {!isWhole && events.length > shownFirst ? (
        <Button variant="default" fullWidth mt="sm" onClick={() => setIsWhole(true)}>
          Show all {events.length}
        </Button>
      ) : null}
    </Panel>
  );
}
