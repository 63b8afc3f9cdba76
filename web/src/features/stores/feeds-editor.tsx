import { ActionIcon, Button, Chip, NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Chip.css';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ExpectedFeed, Weekday, weekdays } from '#domain/stores/hours.ts';
import { dayWords, feedKinds } from './store-words.ts';
import classes from './store-form.module.css';

type FeedsEditorProps = {
  feeds: ExpectedFeed[];
  problem: (field: string) => string | null;
  onChange: (feeds: ExpectedFeed[]) => void;
};

/** Which files are to come, when: without them the figures of a day are not complete. */
export function FeedsEditor({ feeds, problem, onChange }: FeedsEditorProps) {
  const change = (index: number, feed: ExpectedFeed, part: Partial<ExpectedFeed>) =>
    onChange(feeds.with(index, { ...feed, ...part }));
  return (
    <>
      <p className={classes['say']}>
        Which files this store sends, and by when. Figures of a day without them are not complete.
      </p>
      {feeds.map((feed, index) => (
        <div className={classes['feed']} key={index} role="group" aria-label={`Expected file ${index + 1}`}>
          <NativeSelect
            label="File"
            data={feedKinds}
            value={feed.kind}
            onChange={({ currentTarget: { value } }) =>
              change(index, feed, { kind: feedKinds.find((kind) => kind.value === value)?.value ?? 'sales' })
            }
          />
          <TextInput
            type="time"
            label="By"
            value={feed.by}
            error={problem(`expectedFeeds.${index}.by`)}
            onChange={({ currentTarget: { value } }) => change(index, feed, { by: value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            mt={24}
            aria-label={`Remove expected file ${index + 1}`}
            onClick={() => onChange(feeds.toSpliced(index, 1))}
          >
            <IconTrash size={18} />
          </ActionIcon>
          <div className={classes['weekdays']}>
            <Chip.Group
              multiple
              value={feed.weekdays}
              onChange={(chosen: string[]) =>
                change(index, feed, { weekdays: weekdays.filter((weekday) => chosen.includes(weekday)) })
              }
            >
              {Weekday.options.map((weekday) => (
                <Chip key={weekday} value={weekday} size="xs">
                  {dayWords(weekday)}
                </Chip>
              ))}
            </Chip.Group>
            {problem(`expectedFeeds.${index}.weekdays`) ? (
              <span className={`bad ${classes['hint'] ?? ''}`}>Choose at least one day</span>
            ) : null}
          </div>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...feeds, { kind: 'sales', weekdays: [...weekdays], by: '23:00' }])}
      >
        Add an expected file
      </Button>
    </>
  );
}
