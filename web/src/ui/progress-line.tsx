import { Progress } from '@mantine/core';

/** A progress bar with a name for screen readers. `percent` is 0 to 100. */
export function ProgressLine({ label, percent }: { label: string; percent: number }) {
  return (
    <Progress.Root size={8} my={6}>
      <Progress.Section value={percent} aria-label={label} aria-valuetext={`${Math.floor(percent)}%`} />
    </Progress.Root>
  );
}
