import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Alert } from '#domain/alerts/alert.ts';
import type { Mending } from '#domain/alerts/cause.ts';
import { quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';

export type Adjusting = Extract<Mending, { kind: 'adjust' }>;
export type Swapping = Extract<Mending, { kind: 'swap' }>;
type MendProps = {
  action: Mending;
  isFirst: boolean;
  onAdjust: (adjusting: Adjusting) => void;
  onSwap: (swapping: Swapping) => void;
};

/** The button that mends a cause: it leads to the form for it, filled in. */
export function Mend({ action, isFirst, onAdjust, onSwap }: MendProps) {
  const variant = isFirst ? 'filled' : 'default';
  switch (action.kind) {
    case 'adjust':
      return (
        <Button size="xs" variant={variant} onClick={() => onAdjust(action)}>
          Adjust by {Number(action.quantity) > 0 ? '+' : ''}
          {quantity(action.quantity)}…
        </Button>
      );
    case 'swap':
      return (
        <Button size="xs" variant={variant} onClick={() => onSwap(action)}>
          Move {quantity(action.quantity)} to this number…
        </Button>
      );
    case 'receive_order':
      return (
        <To variant={variant} to={`/orders/${action.orderId}`}>
          Receive the order
        </To>
      );
    case 'receive_transfer':
      return (
        <To variant={variant} to={`/transfers/${action.transferId}`}>
          Receive the transfer
        </To>
      );
    case 'count':
      return (
        <To variant={variant} to={countPlace(action.storeId, action.productId)}>
          Count it
        </To>
      );
  }
}

const countPlace = (storeId: string, productId: string) =>
  `${paths.countSheets}?new=yes&store=${storeId}&product=${productId}`;

const To = ({ to, variant, children }: { to: string; variant: 'filled' | 'default'; children: ReactNode }) => (
  <Button size="xs" variant={variant} renderRoot={(props) => <Link {...props} to={to} />}>
    {children}
  </Button>
);

/** Where one goes on from an alert that says by its kind what is to be done; nothing for one that does not. */
export function NextStep({ alert }: { alert: Alert }) {
  const next = stepOf(alert);
  return next ? (
    <To variant="filled" to={next.to}>
      {next.label}
    </To>
  ) : null;
}

function stepOf({ kind, productId, storeId, reference }: Alert): { to: string; label: string } | undefined {
  if (kind === 'late_order') return { to: `/orders/${reference ?? ''}`, label: 'See the order' };
  if (kind === 'feed_missing')
    return { to: `${paths.imports}?send=${reference?.split(' ')[0] ?? ''}`, label: 'Send the file' };
  if (productId === null) return undefined;
  switch (kind) {
    case 'low':
    case 'out':
      return { to: `${paths.suggestions}?store=${storeId}&product=${productId}`, label: 'See what to order' };
    case 'phantom':
      return { to: countPlace(storeId, productId), label: 'Count it' };
    case 'price_below_cost':
      return { to: `/products/${productId}/edit`, label: 'Change the price' };
    case 'overstock':
    case 'dead':
      return {
        to: `${paths.transfers}?new=yes&store=${storeId}&product=${productId}`,
        label: 'Send it to another store',
      };
    case 'negative':
      return undefined;
  }
}
