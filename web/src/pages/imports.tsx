import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ImportKind } from '#domain/imports/import.ts';
import { ImportHistory } from '#web/features/imports/import-history.tsx';
import { ImportProgress } from '#web/features/imports/import-progress.tsx';
import { UploadPanel } from '#web/features/imports/upload-panel.tsx';
import { useStores } from '#web/lib/stores.ts';
import { useImportKinds, useImportStores, useMayImport, useMe } from '#web/features/users/get-me.ts';
import { Page } from '#web/ui/page.tsx';
import classes from './dashboard.module.css';

const route = getRouteApi('/inside/imports');

export function ImportsPage() {
  const { kind, watch, send } = route.useSearch();
  const navigate = route.useNavigate();
  const stores = useStores();
  const isKnown = useMe().data !== undefined;
  const allowed = useImportStores();
  const mine = useImportKinds();
  const mayImport = useMayImport();
  const ours = stores.filter(({ id, isArchived }) => !isArchived && (allowed === 'all' || allowed.includes(id)));
  // The import being watched stands in the address, so that a reload, or a colleague with the link, sees it too.
  const look = useCallback(
    (importId: string | undefined) =>
      void navigate({ search: (old) => ({ ...old, watch: importId }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <Page title="Imports">
      <div className={classes['stack']}>
        {!isKnown || mine.length > 0 ? (
          <UploadPanel
            key={send}
            first={send}
            mine={isKnown ? mine : ImportKind.options}
            stores={ours}
            ofEveryStore={!isKnown || allowed === 'all'}
            onSent={look}
          />
        ) : null}
        {watch ? (
          <ImportProgress
            key={watch}
            importId={watch}
            side={
              <Button variant="subtle" size="compact-sm" onClick={() => look(undefined)}>
                Close
              </Button>
            }
          />
        ) : null}
        <ImportHistory
          kind={kind}
          mayImport={mayImport}
          onKind={(chosen) =>
            void navigate({ search: (old) => ({ ...old, kind: chosen }), replace: true, resetScroll: false })
          }
        />
      </div>
    </Page>
  );
}
