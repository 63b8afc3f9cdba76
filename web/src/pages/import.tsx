import { getRouteApi, Link } from '@tanstack/react-router';
import { ImportProgress } from '#web/features/imports/import-progress.tsx';
import { paths } from '#web/paths.ts';
import { Page } from '#web/ui/page.tsx';

const route = getRouteApi('/inside/imports/$importId');

export function ImportPage() {
  const { importId } = route.useParams();
  const all = (
    <Link className="link" to={paths.imports}>
      All imports
    </Link>
  );
  return (
    <Page title="Import" note={all}>
      <ImportProgress importId={importId} />
    </Page>
  );
}
