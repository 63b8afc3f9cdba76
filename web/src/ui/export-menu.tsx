import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import type { ExportRun } from './export-pages.ts';
import { onDemand } from './on-demand.tsx';
import type { Sheet } from './sheet.ts';

export type ExportMenuProps = {
  /** What the file is named after, the first part first: what it holds, the period, the filters. */
  name: (string | undefined)[];
  /** What is saved: a sheet that is at hand, or one that is read to its end first. `isCut`: there was more. */
  read: (run: ExportRun) => Sheet | Promise<Sheet & { isCut?: boolean }>;
  /** In the head of a panel rather than of a page. */
  small?: boolean;
};

/** Saves what is shown as a CSV file or an Excel workbook. */
export const ExportMenu = onDemand<ExportMenuProps>(
  () => import('./export-menu-open.tsx'),
  ({ small = false }, { want, hint }) => (
    <ExportButton small={small} onClick={want} onPointerEnter={hint} onFocus={hint} />
  ),
);

/** The button before what it opens. */
export function ExportButton({ small, ...button }: { small: boolean } & ComponentProps<typeof Button<'button'>>) {
  return (
    <Button
      variant="default"
      size={small ? 'compact-xs' : 'sm'}
      leftSection={<IconDownload size={small ? 14 : 16} aria-hidden />}
      aria-haspopup="menu"
      {...button}
    >
      Export
    </Button>
  );
}
