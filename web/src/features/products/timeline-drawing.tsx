import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { day as dayText } from '#web/lib/format.ts';
import { areaPath, scaleOf, stepPath, type Values } from './lane.ts';
import type { Gap, Mark as EventMark } from './timeline-events.ts';
import classes from './timeline.module.css';

export type Lane = {
  label: string;
  /** `bars` from nothing; `step` a line that holds until the next day; `area` the same, filled. */
  look: 'bars' | 'step' | 'area';
  values: Values;
  /** What its values are, where one may be unknown: said of the days before the first known one. */
  unknown?: 'price';
  /** In px. */
  height: number;
  format: (value: number) => string;
  /** Number of its colour, 1 to 6. */
  colour: number;
};

type TimelineDrawingProps = {
  label: string;
  dates: string[];
  lanes: Lane[];
  gaps: Gap[];
  /** What happened, given the days and how wide each is, in px. */
  marks: (dates: string[], dayWidth: number) => EventMark[];
  /** What the tooltip of a day says. */
  tell: (day: number) => ReactNode;
  /** The same as a sentence, for those who do not see it. */
  say: (day: number) => string;
};

const left = 58; // px for the figures of the scales
const top = 24; // px for the marks of events
const gap = 26; // px between lanes, for their names

/** Lanes one above the other over the same days, with what happened marked on top and days without stock shaded. */
export function TimelineDrawing({ label, dates, lanes, gaps, marks, tell, say }: TimelineDrawingProps) {
  const { ref, width: measured } = useElementSize();
  const [active, setActive] = useState<number>();
  const width = Math.max(measured, 240);
  const dayWidth = (width - left) / Math.max(1, dates.length);
  const x = (index: number) => left + index * dayWidth;
  const tops = lanes.map((_, index) =>
    lanes.slice(0, index).reduce((sum, lane) => sum + lane.height + gap, top + gap - 8),
  );
  const bottom = (tops.at(-1) ?? 0) + (lanes.at(-1)?.height ?? 0);
  const dayAt = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const at = Math.floor((clientX - currentTarget.getBoundingClientRect().left - left) / dayWidth);
    setActive(at >= 0 && at < dates.length ? at : undefined);
  };
  const keys = (event: KeyboardEvent) => {
    const last = dates.length - 1;
    const now = active ?? last + 1;
    const next = { ArrowLeft: now - 1, ArrowRight: active === undefined ? 0 : now + 1, Home: 0, End: last }[event.key];
    if (event.key === 'Escape') setActive(undefined);
    if (next === undefined) return;
    event.preventDefault();
    setActive(Math.min(last, Math.max(0, next)));
  };
  const ticks = ticksOf(dates.length, width - left);
  return (
    <div
      ref={ref}
      className={classes['drawing']}
      role="slider"
      aria-valuemin={0}
      aria-valuemax={dates.length - 1}
      aria-valuenow={active ?? dates.length - 1}
      aria-valuetext={say(active ?? dates.length - 1)}
      aria-label={label}
      tabIndex={0}
      onPointerMove={dayAt}
      onPointerDown={dayAt}
      onPointerLeave={() => setActive(undefined)}
      onKeyDown={keys}
      onBlur={() => setActive(undefined)}
    >
      <svg viewBox={`0 0 ${width} ${bottom + 24}`} width="100%" aria-hidden>
        {gaps.map(({ from, to }) => {
          const [first, last] = [dates.indexOf(from), dates.indexOf(to)];
          const start = x(Math.max(0, first));
          const end = x((last < 0 ? dates.length - 1 : last) + 1);
          return (
            <rect
              key={`${from} ${to}`}
              className={classes['gap']}
              x={start}
              y={top + 4}
              width={Math.max(2, end - start)}
              height={bottom - top - 4}
            />
          );
        })}
        {lanes.map((lane, index) => (
          <LaneDrawing key={lane.label} lane={lane} dates={dates} top={tops[index] ?? 0} width={width} x={x} />
        ))}
        {ticks.map((index) => (
          <text key={index} className={classes['tick']} x={x(index)} y={bottom + 17} textAnchor="start">
            {dayText(dates[index] ?? '')}
          </text>
        ))}
        {marks(dates, dayWidth).map(({ first, last, text }) => {
          const middle = (x(dates.indexOf(first)) + x(dates.indexOf(last)) + dayWidth) / 2;
          return <Mark key={first} x={Math.min(middle, width - 13)} y={12} text={text} />;
        })}
        {active === undefined ? null : (
          <line
            className={classes['cursor']}
            x1={x(active) + dayWidth / 2}
            x2={x(active) + dayWidth / 2}
            y1={top}
            y2={bottom}
          />
        )}
      </svg>
      <div className={classes['tooltip']} hidden={active === undefined} style={sideOf(active, x, width)}>
        {active === undefined ? null : tell(active)}
      </div>
    </div>
  );
}

/** At the side of the pointer where there is more room. */
function sideOf(active: number | undefined, x: (index: number) => number, width: number) {
  if (active === undefined) return {};
  const at = x(active);
  return at > width / 2 ? { right: width - at + 14 } : { left: at + 26 };
}

type LaneDrawingProps = { lane: Lane; dates: string[]; top: number; width: number; x: (index: number) => number };

function LaneDrawing({ lane, dates, top, width, x }: LaneDrawingProps) {
  const first = lane.values.findIndex((value) => value !== null);
  if (first < 0 && lane.unknown)
    return (
      <g>
        <LaneName lane={lane} top={top} />
        <text className={classes['tick']} x={left} y={top + lane.height / 2}>
          No {lane.unknown} is known for these days
        </text>
      </g>
    );
  const { low, high } = scaleOf(lane.values);
  const y = (value: number) => top + lane.height - ((value - low) / (high - low)) * lane.height;
  const stroke = `var(--series-${lane.colour})`;
  const path = lane.look === 'bars' ? '' : stepPath(lane.values, x, y);
  const inset = Math.min(2, (x(1) - x(0)) * 0.15);
  return (
    <g>
      <LaneName
        lane={lane}
        top={top}
        {...(first > 0 ? { note: `not known before ${dayText(dates[first] ?? '')}` } : {})}
      />
      {[low, 0, high]
        .filter((value, index, all) => all.indexOf(value) === index)
        .map((value) => (
          <g key={value}>
            <line className={classes['grid']} x1={left} x2={width} y1={y(value)} y2={y(value)} />
            <text className={classes['tick']} x={left - 6} y={y(value) + 4} textAnchor="end">
              {lane.format(value)}
            </text>
          </g>
        ))}
      {lane.look === 'bars'
        ? lane.values.map((value, index) =>
            value === null || value === 0 ? null : (
              <rect
                // A day keeps its place.
                key={`${lane.label} ${x(index)}`}
                x={x(index) + inset}
                width={Math.max(1, x(1) - x(0) - 2 * inset)}
                y={Math.min(y(0), y(value))}
                height={Math.max(1, Math.abs(y(value) - y(0)))}
                fill={stroke}
              />
            ),
          )
        : null}
      {lane.look === 'area' ? <path d={areaPath(lane.values, x, y)} fill={stroke} fillOpacity={0.16} /> : null}
      {first > 0 && lane.unknown ? (
        <line
          x1={x(0)}
          x2={x(first)}
          y1={y(lane.values[first] ?? 0)}
          y2={y(lane.values[first] ?? 0)}
          stroke={stroke}
          strokeWidth={1}
          strokeDasharray="3 4"
        />
      ) : null}
      {path ? <path d={path} fill="none" stroke={stroke} strokeWidth={2} /> : null}
    </g>
  );
}

function LaneName({ lane, top, note }: { lane: Lane; top: number; note?: string }) {
  return (
    <text className={classes['lane']} x={left} y={top - 8}>
      {lane.label}
      {note === undefined ? null : (
        <tspan className={classes['tick']} dx={8}>
          {note}
        </tspan>
      )}
    </text>
  );
}

/** The mark of an event: a letter in a box, as in the list below the picture; of several how many they are. */
const Mark = ({ x, y, text }: { x: number; y: number; text: string }) => (
  <g className={classes['mark']}>
    <rect x={x - widthOf(text) / 2} y={y - 8} width={widthOf(text)} height={16} rx={4} />
    <text x={x} y={y + 4} textAnchor="middle">
      {text}
    </text>
  </g>
);

const widthOf = (text: string) => 10 + 6 * text.length;

/** Which days have their date below: as many as have room, evenly apart. */
function ticksOf(days: number, width: number): number[] {
  const every = Math.max(1, Math.ceil(days / Math.max(1, Math.floor(width / 74))));
  return Array.from({ length: Math.ceil(days / every) }, (_, index) => index * every).filter(
    (index) => ((days - index) / days) * width > 44,
  );
}
