import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { explain } from '#web/lib/problem.ts';
import { Reference } from './notice.tsx';

type ConfirmProps = {
  opened: boolean;
  title: string;
  /** What will happen, and how it can be undone. */
  children: ReactNode;
  action: string;
  isDangerous?: boolean;
  deed: { isPending: boolean; error: Error | null };
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks once before something that people would feel at once. */
export function Confirm({ opened, title, children, action, isDangerous, deed, onConfirm, onClose }: ConfirmProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm" component="div">
        {children}
      </Text>
      {deed.error ? (
        <Alert color="red" role="alert" mt="md" title="This did not work">
          <Text size="sm">{explain(deed.error)}</Text>
          <Reference error={deed.error} />
        </Alert>
      ) : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button {...(isDangerous ? { color: 'red' } : {})} loading={deed.isPending} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
