import '#web/ui/styles.ts';
import { MantineProvider } from '@mantine/core';

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { User } from 'oidc-client-ts';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AuthProvider } from 'react-oidc-context';
import { connect } from '#web/lib/api.ts';
import { loadConfig } from '#web/lib/config.ts';
import { createQueryClient } from '#web/lib/queries.ts';
import { accessToken, keepRenewed, openSession, type SignInState, signOut } from '#web/lib/session.ts';
import { askAhead } from '#web/pages/ask-ahead.ts';
import { paths } from '#web/paths.ts';
import { openRouter } from '#web/router.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { NotifyPlace } from '#web/ui/notify.tsx';
import { cssVariables, theme } from '#web/ui/theme.ts';

const place = document.querySelector('#root');
if (!place) throw new Error('index.html has no #root');
const root = createRoot(place);

const draw = (content: ReactNode) =>
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        {content}
      </MantineProvider>
    </StrictMode>,
  );

async function start(): Promise<void> {
  const config = await loadConfig();
  const session = openSession(config);
  keepRenewed(session);
  connect({ apiUrl: config.apiUrl, accessToken: () => accessToken(session) });
  const router = openRouter({ signOut: () => signOut(session) });
  const queries = createQueryClient(() => void session.removeUser());
  // Only for who is signed in: an ended token is renewed, or leads to sign-in, when the page itself asks.
  void session.getUser().then((user) => {
    if (user?.expired === false) askAhead(queries, location, new Date());
  });
  const comeBack = (user: User | undefined) => {
    const state = user?.state as SignInState | undefined;
    void router.navigate({ to: state?.returnTo ?? paths.dashboard, replace: true });
  };
  draw(
    <AuthProvider
      userManager={session}
      onSigninCallback={comeBack}
      skipSigninCallback={location.pathname !== paths.callback}
    >
      <QueryClientProvider client={queries}>
        <NotifyPlace />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </AuthProvider>,
  );
}

start().catch((error: unknown) =>
  draw(<Failed what="Stockroom" error={error} onRetry={() => location.reload()} minHeight="70vh" />),
);
