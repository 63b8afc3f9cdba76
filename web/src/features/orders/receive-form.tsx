import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { OrderDetail } from '#domain/orders/order.ts';
import { NewReceipt } from '#domain/orders/receipt.ts';
import { quantity } from '#web/lib/format.ts';
import { decimal } from '#web/lib/typed.ts';
import { useForm } from '#web/lib/use-form.ts';
import { FormFrame } from '#web/ui/form.tsx';
import { notify } from '#web/ui/notify.tsx';
import { useReceive } from './change-order.ts';
import { allCame, counted, lineOf, nothingCame, receiptBody, type ReceiptDraft } from './receive-draft.ts';
import { ReceiveLines } from './receive-lines.tsx';
import { ScanBox } from './scan-box.tsx';
import classes from './orders.module.css';

type ReceiveFormProps = { order: OrderDetail; onDone: () => void; onCancel: () => void };

/** Takes in a delivery: scanned, typed, or all at once. The form is drawn anew each time, and with it its key. */
export function ReceiveForm({ order, onDone, onCancel }: ReceiveFormProps) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [hit, setHit] = useState<string>();
  const [isCharged, setIsCharged] = useState(false);
  const receive = useReceive(idempotencyKey);
  const edit = useForm<ReceiptDraft, typeof NewReceipt>({
    start: { draft: { deliveryNote: '', came: {} }, version: undefined },
    schema: NewReceipt,
    body: (draft) => receiptBody(order, draft),
    send: async (delivery) => {
      const { repeated } = await receive.mutateAsync(delivery);
      notify({ color: 'teal', message: repeated ? 'This delivery was in already' : 'The delivery is in stock' });
    },
    onDone,
  });
  const scan = (code: string, isPack: boolean) => {
    const line = lineOf(order.lines, code);
    if (!line) return { said: `${code.trim()} is not in this order`, isKnown: false };
    const next = counted(edit.draft, line.productId, isPack ? Number(line.packSize) : 1);
    edit.set(next);
    setHit(line.productId);
    const now = next.came[line.productId] ?? nothingCame;
    return { said: `${line.name}: ${quantity(now.accepted)} of ${quantity(line.open)}`, isKnown: true };
  };
  // The API numbers the lines that were sent, not those that are shown.
  const sent = receiptBody(order, edit.draft).lines.map(({ productId }) => productId);
  const problem = (productId: string, field: string) => {
    const index = sent.indexOf(productId);
    return index === -1 ? null : edit.problem(`lines.${index}.${field}`);
  };
  const units = order.lines.reduce(
    (sum, { productId }) => sum + (Number(decimal(edit.draft.came[productId]?.accepted ?? '')) || 0),
    0,
  );
  return (
    <>
      <ScanBox onCode={scan} />
      <div className={classes['card']}>
        <FormFrame
          form={{ ...edit, elsewhere: edit.elsewhere.filter(({ path }) => path !== 'lines' && !isAtLine(path)) }}
          action={units > 0 ? `Take in ${quantity(String(Math.round(units * 1000) / 1000))}` : 'Take in'}
          onCancel={onCancel}
          words={(draft) => ({ 'Delivery note': draft.deliveryNote })}
        >
          <TextInput
            label="Number of the delivery note"
            description="With it, the same delivery is taken in once, also if a file brings it again"
            autoComplete="off"
            maxLength={100}
            {...edit.text('deliveryNote')}
          />
          <ReceiveLines order={order} edit={edit} hit={hit} isCharged={isCharged} problem={problem} />
          {sent.length === 0 && edit.problem('lines') ? (
            <div role="alert" className="bad">
              Say how many came of one product at least
            </div>
          ) : null}
          <Group gap="xs">
            <Button variant="default" size="sm" onClick={() => edit.set(allCame(edit.draft, order.lines))}>
              All of it came
            </Button>
            <Button variant="subtle" size="sm" aria-pressed={isCharged} onClick={() => setIsCharged(!isCharged)}>
              {isCharged ? 'As agreed' : 'Other prices were charged'}
            </Button>
          </Group>
        </FormFrame>
      </div>
    </>
  );
}

const isAtLine = (path: string) => path.startsWith('lines.');
