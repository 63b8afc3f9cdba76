import { IconBookmark } from '@tabler/icons-react';
import { HeaderButton } from '#web/ui/header-menu.tsx';
import { onDemand } from '#web/ui/on-demand.tsx';

/** Pages with their filters, kept under names of one's own. */
export const ViewMenu = onDemand<object>(
  () => import('./view-menu-open.tsx'),
  (_, ask) => <HeaderButton label="Saved views" Icon={IconBookmark} ask={ask} />,
);
