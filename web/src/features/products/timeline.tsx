import { Skeleton } from '@mantine/core';
import type { Timeline } from '#domain/analytics/timeline.ts';
import { longDay, money, plainPrice, quantity } from '#web/lib/format.ts';
import { FigurePanel } from '#web/ui/figure-panel.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import type { Sheet } from '#web/ui/sheet.ts';
import { useTimeline } from './get-timeline.ts';
import { type Lane, TimelineDrawing } from './timeline-drawing.tsx';
import { eventMarks, gapsOf, marksOf, type TimelineDay } from './timeline-events.ts';
import classes from './timeline.module.css';

const title = 'Sales, price and stock';
const height = 365; // px: what the drawing of the three lanes takes

type TimelinePanelProps = {
  productId: string;
  sku: string;
  filter: { from: string; to: string; store: string | undefined };
};

/** A product's sales, price and stock over the same days, with what happened to it. */
export function TimelinePanel({ productId, sku, filter }: TimelinePanelProps) {
  const { data, error, refetch } = useTimeline(productId, filter);
  if (data)
    return (
      <Drawn timeline={data} name={['timeline', sku, filter.from, filter.to]} isOfAll={filter.store === undefined} />
    );
  return (
    <Panel title={title}>
      <div style={{ minHeight: height + 30 }}>
        {error ? (
          <Failed what="The chart" error={error} onRetry={() => void refetch()} minHeight={height} />
        ) : (
          <Skeleton h={height} />
        )}
      </div>
    </Panel>
  );
}

const amount = (value: number) => quantity(String(value));

function Drawn({ timeline, name, isOfAll }: { timeline: Timeline; name: string[]; isOfAll: boolean }) {
  const { days, events } = timeline;
  const gaps = gapsOf(timeline);
  const lanes: Lane[] = [
    {
      label: 'Units sold',
      look: 'bars',
      values: days.map(({ units }) => Number(units)),
      height: 96,
      format: amount,
      colour: 1,
    },
    {
      label: 'Price',
      look: 'step',
      unknown: 'price',
      values: days.map(({ price }) => (price === null ? null : Number(price))),
      height: 54,
      format: (value) => plainPrice(String(value)),
      colour: 3,
    },
    {
      label: 'On hand',
      look: 'area',
      values: days.map(({ onHand }) => Number(onHand)),
      height: 96,
      format: amount,
      colour: 2,
    },
  ];
  const currencies = [...new Set(days.flatMap(({ sales }) => sales.map(({ currency }) => currency)))];
  const sheet = (): Sheet => ({
    columns: [
      { title: 'Day', kind: 'day' },
      { title: 'Units sold', kind: 'quantity' },
      ...currencies.map((currency) => ({ title: `Net sales, ${currency}`, kind: 'money' as const, currency })),
      { title: 'Price', kind: 'number' },
      { title: 'On hand', kind: 'quantity' },
      { title: 'What happened', kind: 'text' },
    ],
    rows: days.toReversed().map(({ date, units, sales, price, onHand }) => [
      date,
      units,
      ...currencies.map((currency) => sales.find((one) => one.currency === currency)?.netMinor ?? 0),
      price,
      onHand,
      events
        .filter((event) => event.date === date)
        .map(({ text, storeName }) => (storeName ? `${text} (${storeName})` : text))
        .join('; '),
    ]),
  });
  return (
    <FigurePanel
      title={title}
      note={isOfAll ? 'Each day as it closed, all stores together' : 'Each day as it closed'}
      height={height}
      sheet={sheet}
      exportName={name}
      legend={
        <div className={classes['legend']} aria-hidden>
          {events.length > 0 ? (
            <span>
              <span className={classes['letter']}>3</span> so many events together
            </span>
          ) : null}
          {gaps.length > 0 ? (
            <span>
              <span className={classes['shade']} /> out of stock in a store
            </span>
          ) : null}
          {[...new Set(events.map(({ kind }) => kind))].map((kind) => (
            <span key={kind}>
              <span className={classes['letter']}>{eventMarks[kind].letter}</span> {eventMarks[kind].word.toLowerCase()}
            </span>
          ))}
        </div>
      }
    >
      <TimelineDrawing
        label={`${title} of each day. Arrow keys go from day to day; the table view has every day.`}
        dates={days.map(({ date }) => date)}
        lanes={lanes}
        gaps={gaps}
        marks={(dates, dayWidth) => marksOf(events, dates, dayWidth)}
        tell={(index) => toldOf(timeline, index)}
        say={(index) => saidOf(timeline, index)}
      />
    </FigurePanel>
  );
}

const eventsOn = ({ events }: Timeline, date: string) => events.filter((event) => event.date === date);

function toldOf(timeline: Timeline, index: number) {
  const day = timeline.days[index];
  return day ? <Told day={day} events={eventsOn(timeline, day.date)} /> : null;
}

/** The same for those who hear it. */
function saidOf(timeline: Timeline, index: number): string {
  const day = timeline.days[index];
  if (!day) return '';
  const price = day.price === null ? '' : `, price ${plainPrice(day.price)}`;
  const happened = eventsOn(timeline, day.date).map(({ text }) => `. ${text}`);
  return `${longDay(day.date)}: ${quantity(day.units)} sold${price}, ${quantity(day.onHand)} on hand${happened.join('')}`;
}

function Told({ day, events }: { day: TimelineDay; events: Timeline['events'] }) {
  return (
    <>
      <strong>{longDay(day.date)}</strong>
      <dl>
        <dt>Units sold</dt>
        <dd>{quantity(day.units)}</dd>
        {day.sales.map(({ currency, netMinor }) => (
          <NetSales key={currency} currency={currency} netMinor={netMinor} />
        ))}
        <dt>Price</dt>
        <dd>{day.price === null ? '–' : plainPrice(day.price)}</dd>
        <dt>On hand</dt>
        <dd>{quantity(day.onHand)}</dd>
      </dl>
      {events.length > 0 ? (
        <ul>
          {events.slice(0, 4).map(({ at, kind, text, storeId }) => (
            <li key={`${at} ${kind} ${storeId ?? ''}`}>
              {eventMarks[kind].letter}: {text}
            </li>
          ))}
          {events.length > 4 ? <li className="quiet">and {events.length - 4} more</li> : null}
        </ul>
      ) : null}
    </>
  );
}

const NetSales = ({ currency, netMinor }: { currency: string; netMinor: number }) => (
  <>
    <dt>Net sales</dt>
    <dd>{money(netMinor, currency)}</dd>
  </>
);
