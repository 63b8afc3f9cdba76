import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { ImportKind } from '#domain/imports/import.ts';
import { ImportRows } from './import-rows.tsx';
import { useImports } from './list-imports.ts';
import { kinds } from './words.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';

type ImportHistoryProps = { kind: ImportKind | undefined; onKind: (kind: ImportKind | undefined) => void };

/** Every import, the newest first, with the progress of those that run. */
export function ImportHistory({ kind, onKind }: ImportHistoryProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useImports(kind);
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
        <Notice title={kind ? 'No imports of this kind yet' : 'No imports yet'} minHeight={300}>
          Files that you send here, and files that tills drop into the bucket, are listed with what came of them. Begin
          with products, then stock, then sales.
        </Notice>
      ) : null}
      {hasNextPage ? (
        <Button variant="default" fullWidth mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Load more
        </Button>
      ) : null}
    </Panel>
  );
}
