import { Button } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { hasAuthParams, useAuth } from 'react-oidc-context';
import { Navigate } from '@tanstack/react-router';
import { hasSignedOut, isLeaving, mayRedirect, type SignInState } from '#web/lib/session.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';

/** Shows its children to a person who is signed in; sends everybody else to the provider and brings them back. */
export function SignInGate({ children }: { children: ReactNode }) {
  const auth = useAuth();
  const { isAuthenticated, isLoading, activeNavigator, error, user } = auth;
  // An ended token with a refresh token behind it is renewed by the next request.
  const isIn = isAuthenticated || user?.refresh_token !== undefined;
  const isOut = !isIn && !isLoading && !activeNavigator && !hasAuthParams() && !isLeaving();
  const signIn = () => {
    const state: SignInState = { returnTo: location.pathname + location.search };
    return auth.signinRedirect({ state });
  };
  useEffect(() => {
    // The promise fails when the provider is away; the hook then shows it as `error`.
    if (isOut && !error && !hasSignedOut() && mayRedirect(Date.now())) void signIn().catch(() => undefined);
  });
  if (isIn) return children;
  if (!isOut) return <Waiting />;
  if (hasSignedOut()) return <Navigate to={paths.signedOut} replace />;
  return (
    <Notice
      title={error ? 'Signing in did not work' : 'You are not signed in'}
      minHeight="70vh"
      action={<Button onClick={() => void signIn()}>Sign in</Button>}
    >
      {error
        ? `The sign-in page answered: ${error.message}. Try again; if it keeps happening, tell whoever runs Stockroom.`
        : 'Your session has ended, or sign-in was interrupted.'}
    </Notice>
  );
}

/** While the provider is asked. */
export function Waiting() {
  return (
    <Notice title="One moment…" minHeight="70vh">
      Talking to the sign-in page.
    </Notice>
  );
}
