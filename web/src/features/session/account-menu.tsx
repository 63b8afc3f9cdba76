import { IconUser } from '@tabler/icons-react';
import type { Caller } from '#domain/users/user.ts';
import { HeaderButton } from '#web/ui/header-menu.tsx';
import { onDemand } from '#web/ui/on-demand.tsx';

type AccountMenuProps = { caller: Caller | undefined; onSignOut: () => Promise<void> };

/** Who is signed in, with which roles, and the way out. */
export const AccountMenu = onDemand<AccountMenuProps>(
  () => import('./account-details.tsx'),
  (_, ask) => <HeaderButton label="Account" Icon={IconUser} ask={ask} />,
);
