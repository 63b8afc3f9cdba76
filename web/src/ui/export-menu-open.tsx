import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import { count, plural } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { type ExportFormat, saveSheet } from './export-file.ts';
import { ExportButton, type ExportMenuProps } from './export-menu.tsx';
import { exportLimit } from './export-pages.ts';

const formats = [
  { format: 'csv', label: 'CSV file' },
  { format: 'xlsx', label: 'Excel workbook' },
] as const;

/** What a sheet can be saved as. Tells its progress where reading takes a while, and stops when that note is closed. */
export default function ExportChoices({ name, read, small = false }: ExportMenuProps) {
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
    <Menu position="bottom-end" shadow="md" width={180} defaultOpened>
      <Menu.Target>
        <ExportButton small={small} loading={isBusy} />
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
