import { Alert, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ImportDetail } from '#domain/imports/import.ts';
import { ControlTotals } from './control-totals.tsx';
import { useImport } from './get-import.ts';
import { Rejects } from './rejects.tsx';
import { isFinished, kindLabel, percentRead, soleOutcome, statusOf, whyFailed } from './words.ts';
import { bytes, count, dateTime, plural } from '#web/lib/format.ts';
import { Failed } from '#web/ui/notice.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { ProgressLine } from '#web/ui/progress-line.tsx';
import { Tag } from '#web/ui/tag.tsx';
import classes from './result.module.css';

/** One import from the wait for its file to its result, live. It lives on the server, so a reload changes nothing. */
export function ImportProgress({ importId, side }: { importId: string; side?: ReactNode }) {
  const { data: item, error, refetch } = useImport(importId);
  return (
    <Panel title={item?.fileName ?? 'Import'} side={side}>
      <div style={{ minHeight: 132 }}>
        {item ? <Known item={item} /> : null}
        {!item && error ? <Failed what="This import" error={error} onRetry={() => void refetch()} /> : null}
        {!item && !error ? <Skeleton h={132} /> : null}
      </div>
    </Panel>
  );
}

function Known({ item }: { item: ImportDetail }) {
  const { label, tone } = statusOf(item);
  const outcome = soleOutcome(item);
  return (
    <>
      <div className={classes['line']}>
        <span role="status">
          <Tag tone={tone}>{outcome ? `${label}: ${outcome}` : label}</Tag>
        </span>
        <span>{kindLabel(item.kind)}</span>
        {item.storeCode ? <span>for {item.storeCode}</span> : null}
        {item.size > 0 ? <span>{bytes(item.size)}</span> : null}
        <span>{dateTime(item.createdAt)}</span>
        {item.uploadedBy ? (
          <span>
            by <PersonName id={item.uploadedBy} name={item.uploadedByName} />
          </span>
        ) : null}
      </div>
      {isFinished(item) ? null : <Moving item={item} />}
      {item.error ? (
        <Alert color="red" title="The file could not be imported" mt="sm">
          {whyFailed(item.error)}
        </Alert>
      ) : null}
      <dl className={classes['facts']}>
        <Fact name="Rows read" value={item.rowsRead} />
        <Fact name="Applied" value={item.applied} />
        <Fact name="Already in" value={item.duplicate} />
        <Fact name="Rejected" value={item.rejected} className={item.rejected > 0 ? 'bad' : undefined} />
      </dl>
      {item.ignoredColumns.length > 0 ? (
        <div className={classes['line']}>Columns not used: {item.ignoredColumns.join(', ')}</div>
      ) : null}
      <Rejects item={item} />
      {isFinished(item) ? <ControlTotals item={item} /> : null}
    </>
  );
}

function Moving({ item }: { item: ImportDetail }) {
  const percent = percentRead(item);
  return (
    <>
      <ProgressLine label={`Reading ${item.fileName}`} percent={percent} />
      <div className={classes['line']}>
        {item.status === 'awaiting' ? (
          'The file has not arrived. If the upload was broken off, send it again.'
        ) : (
          <>
            <span>{Math.floor(percent)}%</span>
            <span>{plural(item.rowsRead, 'row', 'rows')} read</span>
            <span>
              {bytes(item.bytesRead)} of {bytes(item.size)}
            </span>
          </>
        )}
      </div>
    </>
  );
}

function Fact({ name, value, className }: { name: string; value: number; className?: string | undefined }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}</dt>
      <dd className={className}>{count(value)}</dd>
    </div>
  );
}
