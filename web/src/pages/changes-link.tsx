import { Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMayEverywhere } from '#web/features/users/get-me.ts';
import { paths } from '#web/paths.ts';

type ChangesProps = { kind: 'store' | 'product' | 'supplier'; subject: string };

/** The way to all that was ever changed of one thing, for those who may read the audit log. */
export function ChangesLink({ kind, subject }: ChangesProps) {
  if (!useMayEverywhere('audit.read')) return null;
  return (
    <Button variant="default" renderRoot={(props) => <Link {...props} to={paths.audit} search={{ kind, subject }} />}>
      Changes
    </Button>
  );
}

/** The same as an entry of a menu. */
export function ChangesEntry({ kind, subject }: ChangesProps) {
  if (!useMayEverywhere('audit.read')) return null;
  return (
    <Menu.Item renderRoot={(props) => <Link {...props} to={paths.audit} search={{ kind, subject }} />}>
      Changes
    </Menu.Item>
  );
}
