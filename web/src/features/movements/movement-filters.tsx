import { Button, Switch } from '@mantine/core';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import { IconX } from '@tabler/icons-react';
import type { MovementsSearch } from '#web/paths.ts';
import classes from './movements.module.css';

type MovementFiltersProps = {
  /** In which the stores trade that are shown; undefined: all of them, or one. */
  currency: string | undefined;
  isDifferent: boolean;
  onChange: (change: Partial<MovementsSearch>) => void;
};

/** Filters that a press on a chart may have set: how to see them, and how to be rid of them. */
export function MovementFilters({ currency, isDifferent, onChange }: MovementFiltersProps) {
  return (
    <div className={classes['filters']} data-print="never">
      {currency === undefined ? null : (
        <Button
          variant="light"
          size="compact-sm"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={`Remove the filter: stores in ${currency}`}
          onClick={() => onChange({ currency: undefined })}
        >
          stores in {currency}
        </Button>
      )}
      <Switch
        size="sm"
        label="Only differences"
        title="Without what changed nothing: counts that found what was recorded"
        checked={isDifferent}
        onChange={(event) => onChange({ different: event.currentTarget.checked ? 'yes' : undefined })}
      />
    </div>
  );
}
