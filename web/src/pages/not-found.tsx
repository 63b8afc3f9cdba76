import { Link } from '@tanstack/react-router';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Notice
        title="There is nothing at this address"
        minHeight="40vh"
        action={
          <Link className="link" to={paths.dashboard}>
            Go to the dashboard
          </Link>
        }
      >
        The link may be old, or a letter may be missing from it.
      </Notice>
    </Page>
  );
}
