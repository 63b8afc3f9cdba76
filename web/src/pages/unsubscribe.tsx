import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { postOpenly } from '#web/lib/api.ts';
import { explain } from '#web/lib/problem.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';

const route = getRouteApi('/unsubscribe/$token');

/**
 * Where the link at the end of a report leads, for whoever has the mail, without a sign-in. A button ends the subscription
 * and not the opening of the page: programs that look at links for safety must not.
 */
export function UnsubscribePage() {
  const { token } = route.useParams();
  const end = useMutation({ mutationFn: () => postOpenly(`/unsubscribe/${encodeURIComponent(token)}`) });
  useEffect(() => {
    document.title = 'Unsubscribe · Stockroom';
  }, []);
  const back = (
    <Button component="a" variant="default" href={`${paths.reports}?show=mine`}>
      Sign in to choose reports
    </Button>
  );
  return (
    <main>
      <h1 style={{ textAlign: 'center', margin: '18vh 0 0', fontSize: '1.4rem' }}>Stockroom</h1>
      <div aria-live="polite">
        {end.isSuccess ? (
          <Notice title="You get this report no more" action={back}>
            Only the report of this mail was ended; others that you chose go on. To have it again, sign in and switch it
            on.
          </Notice>
        ) : (
          <Notice
            title={end.isError ? 'This did not work' : 'Get this report no more?'}
            action={
              <Button loading={end.isPending} onClick={() => end.mutate()}>
                {end.isError ? 'Try again' : 'Unsubscribe'}
              </Button>
            }
          >
            {end.isError ? explain(end.error) : 'It ends the report of the mail that led you here, and no other.'}
          </Notice>
        )}
      </div>
    </main>
  );
}
