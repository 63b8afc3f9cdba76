import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { isUnreachable } from '#web/lib/problem.ts';
import { Failed } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';

/** Shown when a page itself fails; the header and the other pages keep working. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    // A part of the app that could not be fetched stays missing until the page is loaded anew.
    if (isUnreachable(error)) return location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <Page title="Something broke">
      <Failed what="This page" error={error} onRetry={retry} minHeight="40vh" />
    </Page>
  );
}
