import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { forgetSignOut } from '#web/lib/session.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';

/** Where the provider sends people after they signed out: one button leads back in. */
export function SignedOutPage() {
  useEffect(() => {
    document.title = 'Signed out · Stockroom';
    forgetSignOut();
  }, []);
  return (
    <main>
      <h1 style={{ textAlign: 'center', margin: '18vh 0 0', fontSize: '1.4rem' }}>Stockroom</h1>
      <Notice
        title="You are signed out"
        action={
          <Button component="a" href={paths.dashboard}>
            Sign in
          </Button>
        }
      >
        Nothing of yours is kept in this browser tab. See you soon.
      </Notice>
    </main>
  );
}
