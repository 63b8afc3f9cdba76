import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, type ReactNode, useState } from 'react';
import { ExportMenu } from './export-menu.tsx';
import { Panel } from './panel.tsx';
import type { Sheet } from './sheet.ts';
import { SheetTable } from './sheet-table.tsx';
import classes from './figure-panel.module.css';

type FigurePanelProps = {
  title: string;
  /** What the picture shows, in small letters beside the title. */
  note?: ReactNode;
  side?: ReactNode;
  /** Of the picture and of the table in its place, in px, so that nothing moves when one takes the other's place. */
  height?: number;
  /** The same figures as a table; made when it is looked at. */
  sheet: () => Sheet;
  /** What the first cell of a row of the table links to. */
  renderLink?: (row: number, text: string) => ReactNode;
  /** What a saved table is named after; without it there is nothing to save. */
  exportName?: (string | undefined)[];
  /** Under the picture, not under the table. */
  legend?: ReactNode;
  children: ReactNode;
};

const views = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
];

/** A picture of figures with the same figures as a table one press away, which can be saved. */
export function FigurePanel({
  title,
  note,
  side,
  height = 260,
  sheet,
  renderLink,
  exportName,
  legend,
  children,
}: FigurePanelProps) {
  const [view, setView] = useState('chart');
  const isTable = view === 'table';
  const style = { '--figure-height': `${height}px` } as CSSProperties;
  const controls = (
    <div className={classes['controls']}>
      {isTable && exportName ? <ExportMenu small name={exportName} read={sheet} /> : side}
      <SegmentedControl size="xs" data={views} value={view} onChange={setView} aria-label={`${title}: view as`} />
    </div>
  );
  return (
    <Panel title={title} note={note} side={controls} style={style}>
      {isTable ? (
        <SheetTable title={title} sheet={sheet()} renderLink={renderLink} />
      ) : (
        <>
          <div className={classes['box']}>{children}</div>
          {legend}
        </>
      )}
    </Panel>
  );
}
