import { Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { HeaderMenu } from '#web/ui/header-menu-open.tsx';
import { EditViews } from './edit-views.tsx';
import { hrefOf, usePlace } from './place.ts';
import { SaveView } from './save-view.tsx';
import { useViews } from './views.ts';

/** The saved views, the way to save this page, and to rename and remove them. */
export default function ViewMenu() {
  const views = useViews();
  const place = usePlace();
  const [isSaving, saving] = useDisclosure(false);
  const [isEditing, editing] = useDisclosure(false);
  const items = views.data ?? [];
  return (
    <>
      <HeaderMenu label="Saved views" Icon={IconBookmark} width={260}>
        {place ? <Menu.Item onClick={saving.open}>Save this view…</Menu.Item> : null}
        {place && items.length > 0 ? <Menu.Divider /> : null}
        {items.map((view) => (
          <Menu.Item key={view.id} renderRoot={(props) => <Link {...props} to={hrefOf(view)} />}>
            {view.name}
          </Menu.Item>
        ))}
        {items.length > 0 ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={editing.open}>Rename or remove…</Menu.Item>
          </>
        ) : (
          <Menu.Label>
            {views.error ? 'The saved views could not be loaded' : views.data ? 'Nothing saved yet' : 'Looking…'}
          </Menu.Label>
        )}
      </HeaderMenu>
      {place ? <SaveView opened={isSaving} place={place} onClose={saving.close} /> : null}
      <EditViews opened={isEditing} onClose={editing.close} />
    </>
  );
}
