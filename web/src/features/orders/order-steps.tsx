import { Button } from '@mantine/core';
import { useState } from 'react';
import { type OrderDetail, orderSteps } from '#domain/orders/order.ts';
import { inUnits, money } from '#web/lib/format.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { notify } from '#web/ui/notify.tsx';
import { type OrderVerb, useOrderStep } from './change-order.ts';
import { statusWords } from './order-words.ts';

const verbs = ['cancel', 'close', 'approve', 'send'] as const satisfies OrderVerb[];
const words: Record<OrderVerb, string> = { cancel: 'Cancel order', close: 'Close', approve: 'Approve', send: 'Send' };

/** What can be done with an order of this status; what others would feel at once is asked for once more. */
export function OrderSteps({ order, onEdit }: { order: OrderDetail; onEdit: () => void }) {
  const step = useOrderStep();
  const [asked, setAsked] = useState<OrderVerb>();
  const can: readonly string[] = orderSteps[order.status];
  const { orderId, version, number } = order;
  const go = (verb: OrderVerb) =>
    step.mutate(
      { verb, orderId, version },
      {
        onSuccess: ({ status }) => {
          setAsked(undefined);
          notify({ color: 'teal', message: `${number}: ${statusWords[status].toLowerCase()}` });
        },
        // The reason is said where it is asked for.
        onError: () => setAsked(verb),
      },
    );
  return (
    <>
      {can.includes('edit') ? (
        <Button variant="default" onClick={onEdit}>
          Edit
        </Button>
      ) : null}
      {verbs
        .filter((verb) => can.includes(verb))
        .map((verb) => (
          <Button
            key={verb}
            {...(verb === 'send' || verb === 'approve' ? {} : { variant: 'default' })}
            loading={step.isPending && asked === undefined && step.variables.verb === verb}
            onClick={() => {
              step.reset();
              if (verb === 'approve') go(verb);
              else setAsked(verb);
            }}
          >
            {words[verb]}
          </Button>
        ))}
      <Confirm
        opened={asked !== undefined}
        title={asked ? titleOf(asked, order) : ''}
        action={asked ? words[asked] : ''}
        isDangerous={asked === 'cancel'}
        deed={step}
        onClose={() => setAsked(undefined)}
        onConfirm={() => asked && go(asked)}
      >
        {asked ? consequence(asked, order) : null}
      </Confirm>
    </>
  );
}

function titleOf(verb: OrderVerb, { number, supplierName }: OrderDetail): string {
  if (verb === 'send') return `Send ${number} to ${supplierName}?`;
  return `${verb === 'cancel' ? 'Cancel' : verb === 'close' ? 'Close' : 'Approve'} ${number}?`;
}

function consequence(verb: OrderVerb, order: OrderDetail): string {
  const { supplierName, supplierEmail, sentAt, number } = order;
  switch (verb) {
    case 'send':
      return `${supplierEmail ?? 'Your own people (the supplier has no address)'} gets a mail with the order as PDF and CSV: ${inUnits(order.orderedUnits)}, ${money(order.totalMinor, order.currency)}. A mail cannot be taken back.${foreignWords(order)}`;
    case 'cancel':
      return sentAt === null
        ? 'It stays in the list of cancelled orders. What it was to bring is suggested anew.'
        : `${supplierEmail ?? 'Your own people (the supplier has no address)'} gets a mail that ${number} is cancelled. A mail cannot be taken back. What it was to bring is suggested anew.`;
    case 'close':
      return `What has not come is not awaited any more, and is suggested anew where it is needed. ${supplierName} is not told: call them if the rest must not come.`;
    case 'approve':
      return 'After that it may be sent.';
  }
}

/** Asked once more before it goes out: what the supplier is not known to sell may be a slip. */
function foreignWords({ lines, supplierName }: OrderDetail): string {
  const foreign = lines.filter(({ isSold }) => !isSold).map(({ name }) => name);
  if (foreign.length === 0) return '';
  const rest = foreign.length > 3 ? ` and ${foreign.length - 3} more` : '';
  return ` ${supplierName} is not known to sell ${foreign.slice(0, 3).join(', ')}${rest}.`;
}
