import { Burger, Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Caller } from '#domain/users/user.ts';
import { PaletteButton } from '#web/features/palette/palette-button.tsx';
import { AccountMenu } from '#web/features/session/account-menu.tsx';
import { LiveSign } from '#web/features/session/live-sign.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { ViewMenu } from '#web/features/views/view-menu.tsx';
import { paths } from '#web/paths.ts';
import { ColourSchemeMenu } from '#web/ui/colour-scheme-menu.tsx';
import { onDemand } from '#web/ui/on-demand.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import '#web/ui/print.ts';
import { KnownScope } from './known-scope.tsx';
import { HeaderNavigation, pagesOf } from './navigation.tsx';
import classes from './shell.module.css';

/** The frame around every page of a signed-in person: header, navigation, and what to say when something is off. */
export function Shell({ onSignOut }: { onSignOut: () => Promise<void> }) {
  const { online } = useNetwork();
  const me = useMe();
  const main = useFocusOnNewPage();
  return (
    <>
      <a className={classes['skip']} href="#main">
        Skip to content
      </a>
      <header className={classes['header']}>
        <div className={classes['bar']}>
          <div className={classes['burger']}>
            <NavigationMenu caller={me.data} />
          </div>
          <Link to={paths.dashboard} className={classes['brand']}>
            <img src="/icon.svg" alt="" width={26} height={26} />
            Stockroom
          </Link>
          <HeaderNavigation caller={me.data} />
          <div className={classes['end']}>
            <LiveSign isWanted={(me.data?.grants.length ?? 0) > 0} />
            <PaletteButton caller={me.data} pages={pagesOf(me.data)} />
            <ViewMenu />
            <ColourSchemeMenu />
            <AccountMenu caller={me.data} onSignOut={onSignOut} />
          </div>
        </div>
      </header>
      <div role="status">
        {online ? null : (
          <div className={classes['offline']}>
            You are offline. What you see may be old; it is brought up to date when the connection returns.
          </div>
        )}
      </div>
      <main id="main" tabIndex={-1} ref={main}>
        <Access me={me}>
          <KnownScope>
            <Outlet />
          </KnownScope>
        </Access>
      </main>
    </>
  );
}

const NavigationMenu = onDemand<{ caller: Caller | undefined }>(
  () => import('./navigation-drawer.tsx'),
  (_, { want, hint }) => <Burger size="sm" onClick={want} onPointerEnter={hint} aria-label="Navigation" />,
);

/** The page; or in its place why there is none to see. */
function Access({ me, children }: { me: ReturnType<typeof useMe>; children: ReactNode }) {
  if (me.error && !me.data)
    return <Failed what="Your account" error={me.error} onRetry={() => void me.refetch()} minHeight="60vh" />;
  if (me.data?.isDisabled === true)
    return (
      <Notice
        title="Your account has been disabled"
        minHeight="60vh"
        action={<Button onClick={() => void me.refetch()}>Look again</Button>}
      >
        Ask an administrator of Stockroom if you need it back.
      </Notice>
    );
  if (me.data?.grants.length !== 0) return children;
  return (
    <Notice
      title="You have no access yet"
      minHeight="60vh"
      action={<Button onClick={() => void me.refetch()}>Look again</Button>}
    >
      You are signed in, but nobody has given you a role. Ask an administrator of Stockroom to add you to a store.
    </Notice>
  );
}

/** Moves the focus to the new page's content, so that keyboards and screen readers begin there and not at the old link. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    const isNew = before.current !== undefined && before.current !== path;
    // Who has already begun to use the new page keeps their place.
    if (isNew && !main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}
