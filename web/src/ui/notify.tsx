import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react';

const load = () => import('@mantine/notifications');
const Notifications = lazy(() => load().then((loaded) => ({ default: loaded.Notifications })));

let isWanted = false;
const watchers = new Set<() => void>();

type Notice = { color: 'teal' | 'red'; title?: string; message: ReactNode; autoClose?: number | false };

/** Tells somebody that something is done, for a few seconds. Its code is fetched when there is something to tell. */
export function notify(notice: Notice): void {
  isWanted = true;
  for (const tell of watchers) tell();
  void load().then(({ notifications }) =>
    notifications.show({ closeButtonProps: { 'aria-label': 'Dismiss' }, ...notice }),
  );
}

/** Where they are shown. Drawn once, around the whole app. */
export function NotifyPlace() {
  const isShown = useSyncExternalStore(watch, () => isWanted);
  return isShown ? (
    <Suspense fallback={null}>
      <Notifications position="bottom-left" />
    </Suspense>
  ) : null;
}

function watch(tell: () => void) {
  watchers.add(tell);
  return () => watchers.delete(tell);
}
