import { getRouteApi, Link } from '@tanstack/react-router';
import { useImport } from '#web/features/imports/get-import.ts';
import { ImportProgress } from '#web/features/imports/import-progress.tsx';
import { ApiProblem } from '#web/lib/problem.ts';
import { uuid } from '#web/lib/search.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

const route = getRouteApi('/inside/imports/$importId');
const all = (
  <Link className="link" to={paths.imports}>
    All imports
  </Link>
);

export function ImportPage() {
  const { importId } = route.useParams();
  // An address that can be nobody's (`/imports/abc`) would be refused by the API, and nothing is there all the same.
  return uuid(importId) === undefined ? <NoSuchImport /> : <OneImport importId={importId} />;
}

function OneImport({ importId }: { importId: string }) {
  const { data, error } = useImport(importId);
  if (!data && error instanceof ApiProblem && error.status === 404) return <NoSuchImport />;
  return (
    <Page title="Import" note={all}>
      <ImportProgress importId={importId} />
    </Page>
  );
}

const NoSuchImport = () => (
  <Page title="No such import">
    <Notice title="This import does not exist" minHeight="40vh" action={all} />
  </Page>
);
