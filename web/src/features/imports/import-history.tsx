import { NativeSelect, Skeleton } from '@mantine/core';
import { ImportKind } from '#domain/imports/import.ts';
import { ImportRows } from './import-rows.tsx';
import { useImports } from './list-imports.ts';
import { NoImports } from './no-imports.tsx';
import { kinds } from './words.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';

type ImportHistoryProps = {
  kind: ImportKind | undefined;
  mayImport: boolean;
  onKind: (kind: ImportKind | undefined) => void;
};

/** Every import, the newest first, with the progress of those that run. */
export function ImportHistory({ kind, mayImport, onKind }: ImportHistoryProps) {
  const pages = useImports(kind);
  const { data, error, refetch } = pages;
  const items = data?.pages.flatMap((page) => page.items);
  const filter = (
    <NativeSelect
      size="xs"
      aria-label="Kind of import"
      data={[{ value: '', label: 'All kinds' }, ...kinds.map(({ value, label }) => ({ value, label }))]}
      value={kind ?? ''}
      onChange={(event) => onKind(ImportKind.safeParse(event.currentTarget.value).data)}
    />
  );
  return (
    <Panel title="History" side={filter} style={{ minHeight: 420 }}>
      {items ? <ImportRows imports={items} /> : null}
      {!items && error ? (
        <Failed what="The imports" error={error} onRetry={() => void refetch()} minHeight={320} />
      ) : null}
      {!items && !error ? <Skeleton h={340} /> : null}
      {items?.length === 0 ? (
        <NoImports mayImport={mayImport} ofKind={kind ? ' of this kind' : ''} minHeight={300} />
      ) : null}
      <LoadMore pages={pages} />
    </Panel>
  );
}
