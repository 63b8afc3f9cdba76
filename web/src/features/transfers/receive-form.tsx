import { Alert, Button, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ReceiveTransfer, type TransferDetail } from '#domain/transfers/transfer.ts';
import { plural, quantity } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { decimal } from '#web/lib/typed.ts';
import { LeaveGuard } from '#web/ui/leave-guard.tsx';
import { Reference } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import { useReceiveTransfer } from './change-transfer.ts';
import classes from './transfers.module.css';

type Typed = Record<string, { received: string; damaged: string }>;

/**
 * What arrived of a transfer, line by line: all of it, some, or damaged. What is left empty stays on the way. The form is
 * drawn anew after each delivery, and with it the key under which that delivery happens once.
 */
export function ReceiveForm({ transfer }: { transfer: TransferDetail }) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [typed, setTyped] = useState<Typed>({});
  const [problem, setProblem] = useState<string | null>(null);
  const receive = useReceiveTransfer();
  const waited = transfer.lines.filter(({ inTransit }) => Number(inTransit) > 0);
  const of = (productId: string) => typed[productId] ?? { received: '', damaged: '' };
  const change = (productId: string, next: Partial<Typed[string]>) =>
    setTyped((now) => ({ ...now, [productId]: { ...(now[productId] ?? { received: '', damaged: '' }), ...next } }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lines = waited.flatMap(({ productId }) => {
      const received = decimal(of(productId).received) ?? '0';
      const damaged = decimal(of(productId).damaged) ?? '0';
      return received === '0' && damaged === '0' ? [] : [{ productId, received, damaged }];
    });
    if (lines.length === 0) {
      setProblem('Say how much of at least one line has arrived.');
      return;
    }
    const body = ReceiveTransfer.safeParse({ transferId: transfer.id, version: transfer.version, lines });
    if (!body.success) {
      setProblem('Enter numbers like 4 or 2.5, with at most 3 decimals.');
      return;
    }
    setProblem(null);
    // Not a callback of `mutate`: the form is drawn anew by then, and this one no longer hears of it.
    receive.mutateAsync({ body: body.data, idempotencyKey }).then(
      ({ status }) =>
        notify({
          color: 'teal',
          title: status === 'received' ? 'Nothing more is on the way' : 'Received',
          message: `${plural(lines.length, 'line', 'lines')} taken in`,
        }),
      () => undefined,
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className={classes['buttons']} style={{ marginTop: 0 }}>
        <Button
          variant="default"
          size="xs"
          onClick={() =>
            setTyped(Object.fromEntries(waited.map((one) => [one.productId, { received: one.inTransit, damaged: '' }])))
          }
        >
          Everything arrived
        </Button>
      </div>
      <ul className={rows['list']} aria-label="To receive">
        {waited.map(({ productId, sku, name, inTransit }) => (
          <li key={productId} className={classes['arrived']}>
            <div>
              <div>{name}</div>
              <div className={`${listing['sub'] ?? ''} code`}>{sku}</div>
            </div>
            <div className={classes['sum']}>
              {quantity(inTransit)}
              <div className={listing['sub']}>on the way</div>
            </div>
            <TextInput
              label="Arrived"
              aria-label={`Arrived of ${sku}`}
              inputMode="decimal"
              autoComplete="off"
              value={of(productId).received}
              onChange={(event) => change(productId, { received: event.currentTarget.value })}
            />
            <TextInput
              label="Damaged"
              aria-label={`Damaged of ${sku}`}
              inputMode="decimal"
              autoComplete="off"
              value={of(productId).damaged}
              onChange={(event) => change(productId, { damaged: event.currentTarget.value })}
            />
          </li>
        ))}
      </ul>
      {(problem ?? receive.error) ? (
        <Alert color="red" role="alert" mt="sm" title="Not received">
          <Text size="sm">{problem ?? explain(receive.error)}</Text>
          <Reference error={receive.error} />
        </Alert>
      ) : null}
      <div className={classes['buttons']}>
        <Button type="submit" loading={receive.isPending}>
          Receive
        </Button>
      </div>
      <LeaveGuard isUnsaved={Object.keys(typed).length > 0 && !receive.isSuccess} />
    </form>
  );
}
