import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

type FormModalProps = { opened: boolean; title: string; onClose: () => void; children: ReactNode };

/** A form over the page. A stray click or key does not throw away what was typed: it is closed by its buttons. */
export function FormModal({ opened, title, onClose, children }: FormModalProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  );
}
