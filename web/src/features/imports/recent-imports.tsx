import { Link } from '@tanstack/react-router';
import type { Import } from '#domain/imports/import.ts';
import { ImportRows } from './import-rows.tsx';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';

/** The last few imports, for the dashboard. */
export function RecentImports({ imports }: { imports: Import[] }) {
  const all = (
    <Link className="link" to={paths.imports}>
      All imports
    </Link>
  );
  return (
    <Panel title="Recent imports" side={all}>
      <ImportRows imports={imports.slice(0, 9)} />
      {imports.length === 0 ? (
        <Notice title="No imports yet" minHeight={200}>
          Send a products file first, then stock and sales.
        </Notice>
      ) : null}
    </Panel>
  );
}
