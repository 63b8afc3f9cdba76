import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { count, plural } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { type ExportFormat, saveSheet } from './export-file.ts';
import { exportLimit, type ExportRun } from './export-pages.ts';
import type { Sheet } from './sheet.ts';

type ExportMenuProps = {
  /** What the file is named after, the first part first: what it holds, the period, the filters. */
  name: (string | undefined)[];
  /** What is saved: a sheet that is at hand, or one that is read to its end first. `isCut`: there was more. */
  read: (run: ExportRun) => Sheet | Promise<Sheet & { isCut?: boolean }>;
  /** In the head of a panel rather than of a page. */
  small?: boolean;
};

const formats = [
  { format: 'csv', label: 'CSV file' },
  { format: 'xlsx', label: 'Excel workbook' },
] as const;

/** Saves what is shown as a file, with its progress where that takes a while, and a way to stop it. */
export function ExportMenu({ name, read, small = false }: ExportMenuProps) {
  const [isBusy, setBusy] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function save(format: ExportFormat): Promise<void> {
    const stop = new AbortController();
    running.current = stop;
    setBusy(true);
    const id = `export ${crypto.randomUUID()}`;
    // Closing the note stops the export; it is also closed when the export is over.
    let isOver = false;
    const onClose = () => {
      if (!isOver) stop.abort();
    };
    const told = (message: string) => ({ id, title: 'Export', message, autoClose: false as const, onClose });
    let isTold = false;
    const onRows = (rows: number) => {
      const message = `${plural(rows, 'row', 'rows')} read. Close this to stop.`;
      if (isTold) notifications.update({ ...told(message), loading: true });
      else notifications.show({ ...told(message), loading: true });
      isTold = true;
    };
    try {
      const sheet = await read({ signal: stop.signal, onRows });
      await saveSheet(sheet, name, format);
      isOver = true;
      notifications.hide(id);
      if ('isCut' in sheet && sheet.isCut)
        notifications.show({
          color: 'orange',
          title: `The first ${count(exportLimit)} rows were saved`,
          message: 'There are more than one file takes. Choose a shorter period or a filter to save the rest.',
          autoClose: 15_000,
        });
    } catch (error) {
      isOver = true;
      notifications.hide(id);
      if (!stop.signal.aborted)
        notifications.show({ color: 'red', title: 'The file could not be made', message: explain(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <Menu position="bottom-end" shadow="md" width={180}>
      <Menu.Target>
        <Button
          variant="default"
          size={small ? 'compact-xs' : 'sm'}
          leftSection={<IconDownload size={small ? 14 : 16} aria-hidden />}
          loading={isBusy}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void save(format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
