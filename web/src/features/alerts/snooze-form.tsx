import { Alert, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import '@mantine/core/styles/Radio.css';
import '@mantine/core/styles/InlineInput.css';
import { type FormEvent, useState } from 'react';
import { BusinessDate } from '#domain/values.ts';
import { longDay } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';

type Until = { until: string } | { untilArrival: true };
type SnoozeFormProps = {
  /** The day that it is, as 2026-11-22. */
  today: string;
  isBusy: boolean;
  error: Error | null;
  onSnooze: (until: Until) => void;
  onCancel: () => void;
};

const after = (today: string, days: number) =>
  new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Until when alerts stay quiet: a day, or the arrival of what is on its way. */
export function SnoozeForm({ today, isBusy, error, onSnooze, onCancel }: SnoozeFormProps) {
  const choices = [
    { value: after(today, 1), label: 'Tomorrow' },
    { value: after(today, 7), label: 'In a week' },
    { value: after(today, 30), label: 'In 30 days' },
  ];
  const [choice, setChoice] = useState(choices[0]?.value ?? 'day');
  const [typed, setTyped] = useState(after(today, 14));
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (choice === 'arrival') return onSnooze({ untilArrival: true });
    const until = choice === 'day' ? typed : choice;
    if (!BusinessDate.safeParse(until).success || until <= today) return setProblem('Choose a day after today');
    return onSnooze({ until });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Radio.Group label="Quiet until" value={choice} onChange={setChoice}>
        <Stack gap="sm" mt="xs">
          {choices.map(({ value, label }) => (
            <Radio key={value} value={value} label={`${label}, ${longDay(value)}`} />
          ))}
          <Radio value="day" label="Another day" />
          {choice === 'day' ? (
            <TextInput
              type="date"
              aria-label="Until which day"
              ml={32}
              w={190}
              value={typed}
              error={problem}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          ) : null}
          <Radio
            value="arrival"
            label="What is on its way has arrived"
            description="Orders and transfers; where nothing is on its way, the alert stays as it is"
          />
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed" mt="md">
        What is over by then does not come back.
      </Text>
      {error ? (
        <Alert color="red" role="alert" mt="md" title="Not snoozed">
          <Text size="sm">{explain(error)}</Text>
        </Alert>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={isBusy}>
          Snooze
        </Button>
      </Group>
    </form>
  );
}
