import { ActionIcon } from '@mantine/core';
import type { IconUser } from '@tabler/icons-react';

type HeaderButtonProps = { label: string; Icon: typeof IconUser };

/** The icon at the right end of the header behind which a menu is, until the menu is wanted. */
export function HeaderButton({
  label,
  Icon,
  ask,
}: HeaderButtonProps & { ask: { want: () => void; hint: () => void } }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      aria-haspopup="menu"
      onClick={ask.want}
      onPointerEnter={ask.hint}
      onFocus={ask.hint}
    >
      <Icon size={20} stroke={1.7} />
    </ActionIcon>
  );
}
