import { Link } from '@tanstack/react-router';
import type { Import } from '#domain/imports/import.ts';
import { ImportRows } from './import-rows.tsx';
import { NoImports } from './no-imports.tsx';
import { paths } from '#web/paths.ts';
import { Panel } from '#web/ui/panel.tsx';

/** The last few imports, for the dashboard. */
export function RecentImports({ imports, mayImport }: { imports: Import[]; mayImport: boolean }) {
  const all = (
    <Link className="link" to={paths.imports}>
      All imports
    </Link>
  );
  return (
    <Panel title="Recent imports" side={all}>
      <ImportRows imports={imports.slice(0, 9)} />
      {imports.length === 0 ? <NoImports mayImport={mayImport} minHeight={200} /> : null}
    </Panel>
  );
}
