import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react';
import { type Weekday, type WeeklyHours, weekdays } from '#domain/stores/hours.ts';
import { capitalised } from '#web/lib/format.ts';
import classes from './store-form.module.css';

type Day = WeeklyHours[Weekday];
type HoursEditorProps = {
  hours: WeeklyHours | null;
  problem: (field: string) => string | null;
  onChange: (hours: WeeklyHours | null) => void;
};

const usual = (): WeeklyHours => {
  const open = [{ opens: '09:00', closes: '18:00' }];
  return { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open, saturday: open, sunday: [] };
};

/** When a store is open, day by day. A day may have several stretches, and one may run past midnight. */
export function HoursEditor({ hours, problem, onChange }: HoursEditorProps) {
  if (hours === null)
    return (
      <>
        <p className={classes['say']}>Nobody has said when this store is open.</p>
        <Button size="xs" variant="default" onClick={() => onChange(usual())}>
          Set opening hours
        </Button>
      </>
    );
  const everyDay = (stretches: Day) =>
    onChange({ ...hours, ...Object.fromEntries(weekdays.map((day) => [day, stretches])) });
  return (
    <>
      <div className={classes['week']}>
        {weekdays.map((weekday) => (
          <DayRow
            key={weekday}
            weekday={weekday}
            stretches={hours[weekday]}
            problem={problem}
            onChange={(stretches) => onChange({ ...hours, [weekday]: stretches })}
            onCopy={() => everyDay(hours[weekday])}
          />
        ))}
      </div>
      <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => onChange(null)}>
        Forget the hours
      </Button>
    </>
  );
}

/** What a stretch means that closes at or before the hour at which it opens. */
function untilNextDay(weekday: Weekday, { opens, closes }: Day[number]): string {
  const next = weekdays[(weekdays.indexOf(weekday) + 1) % weekdays.length] ?? weekday;
  if (closes === opens) return opens === '00:00' ? 'all day' : `24 hours, until ${closes} on ${capitalised(next)}`;
  return closes === '00:00' ? 'until midnight' : `until ${closes} on ${capitalised(next)}`;
}

type DayRowProps = {
  weekday: Weekday;
  stretches: Day;
  problem: HoursEditorProps['problem'];
  onChange: (stretches: Day) => void;
  onCopy: () => void;
};

function DayRow({ weekday, stretches, problem, onChange, onCopy }: DayRowProps) {
  const name = capitalised(weekday);
  const path = `hours.${weekday}`;
  const said = problem(path);
  return (
    <div className={classes['day']} role="group" aria-label={name}>
      <div className={classes['weekday']}>{name}</div>
      <div className={classes['stretches']}>
        {stretches.length === 0 ? <span className="quiet">Closed</span> : null}
        {stretches.map((stretch, index) => (
          <div className={classes['stretch']} key={index}>
            {(['opens', 'closes'] as const).map((end) => (
              <TextInput
                key={end}
                type="time"
                size="xs"
                aria-label={`${name} ${end}${index > 0 ? `, ${index + 1}` : ''}`}
                value={stretch[end]}
                error={problem(`${path}.${index}.${end}`) !== null}
                onChange={(event) => onChange(stretches.with(index, { ...stretch, [end]: event.currentTarget.value }))}
              />
            ))}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${name} ${stretch.opens} to ${stretch.closes}`}
              onClick={() => onChange(stretches.toSpliced(index, 1))}
            >
              <IconX size={16} />
            </ActionIcon>
            {stretch.closes !== '' && stretch.closes <= stretch.opens ? (
              <span className={classes['hint']}>{untilNextDay(weekday, stretch)}</span>
            ) : null}
          </div>
        ))}
        {said ? (
          <span className={`bad ${classes['hint'] ?? ''}`} role="alert">
            {said}
          </span>
        ) : null}
      </div>
      <div className={classes['tools']}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Add hours on ${name}`}
          title="Add hours"
          onClick={() => onChange([...stretches, { opens: stretches.at(-1)?.closes ?? '09:00', closes: '18:00' }])}
        >
          <IconPlus size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Copy ${name} to every day`}
          title="Copy to every day"
          onClick={onCopy}
        >
          <IconCopy size={16} />
        </ActionIcon>
      </div>
    </div>
  );
}
