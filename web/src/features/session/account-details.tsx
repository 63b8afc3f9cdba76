import { Menu } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useAuth } from 'react-oidc-context';
import type { Caller } from '#domain/users/user.ts';
import { HeaderMenu } from '#web/ui/header-menu-open.tsx';

const roleOf = (caller: Caller) => [...new Set(caller.grants.map(({ role }) => role))].join(', ') || 'no access yet';

/** Who is signed in, with which roles, and the way out. */
export default function AccountDetails({
  caller,
  onSignOut,
}: {
  caller: Caller | undefined;
  onSignOut: () => Promise<void>;
}) {
  const { user } = useAuth();
  const name = user?.profile.email ?? user?.profile.name ?? caller?.userId ?? 'Signed in';
  return (
    <HeaderMenu label="Account" Icon={IconUser} width={240}>
      <Menu.Label>
        <div className="one-line">{name}</div>
        <div>{caller ? `Role: ${roleOf(caller)}` : ' '}</div>
      </Menu.Label>
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void onSignOut()}>
        Sign out
      </Menu.Item>
    </HeaderMenu>
  );
}
