import { Alert, Button, Group, NativeSelect, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notify } from '#web/ui/notify.tsx';
import { type FormEvent, useState } from 'react';
import type { ProductDetail } from '#domain/catalogue/product.ts';
import { AdjustmentReason, adjustmentReasons, NewAdjustment } from '#domain/stock/stock.ts';
import type { Store } from '#domain/stores/store.ts';
import { useAdjustStock } from './adjust-stock.ts';
import { quantity } from '#web/lib/format.ts';
import { explain, fieldProblem } from '#web/lib/problem.ts';
import { Reference } from '#web/ui/notice.tsx';

type AdjustFormProps = {
  product: ProductDetail;
  stores: Store[];
  store: string | undefined;
  /** A correction to begin with, where something is known that speaks for it: signed, in the product's unit. */
  start?: { quantity: string; note: string };
  onDone: () => void;
};
type Problems = Partial<Record<'storeId' | 'reason' | 'quantity' | 'note', string>>;
type Reason = NewAdjustment['reason'];

const unchosen = { value: '', label: 'Choose…' };
const reasons = [
  unchosen,
  ...AdjustmentReason.options.map((value) => ({ value, label: adjustmentReasons[value].label })),
];

/**
 * Changes the stock of one store by hand. People type how many; the reason says in which direction. Store and reason are
 * for them to choose (unless there is one store, or it is the one they look at): no guess of ours is booked by accident.
 * The form is drawn anew each time it opens, and with it the key under which the change happens once.
 */
export function AdjustForm({ product, stores, store, start, onDone }: AdjustFormProps) {
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [storeId, setStoreId] = useState(stores.find(({ id }) => id === store || stores.length === 1)?.id ?? '');
  const [reason, setReason] = useState<Reason | undefined>(start && 'correction');
  const [way, setWay] = useState<'1' | '-1'>(start?.quantity.startsWith('-') ? '-1' : '1');
  const [amount, setAmount] = useState(start?.quantity.replace('-', '') ?? '');
  const [note, setNote] = useState(start?.note ?? '');
  const [problems, setProblems] = useState<Problems>({});
  const adjust = useAdjustStock(idempotencyKey);
  const ofReason = reason && adjustmentReasons[reason].direction;
  const direction = ofReason || Number(way);
  const level = product.levels.find((one) => one.storeId === storeId);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: Problems = {
      ...(storeId ? {} : { storeId: 'Choose a store' }),
      ...(reason ? {} : { reason: 'Choose a reason' }),
    };
    const adjustment = NewAdjustment.safeParse({
      storeId,
      productId: product.id,
      quantity: `${direction < 0 ? '-' : ''}${amount.trim()}`,
      reason,
      ...(note.trim() ? { note } : {}),
    });
    if (Object.keys(missing).length > 0) {
      setProblems(missing);
      return;
    }
    if (!adjustment.success || amount.trim().startsWith('-')) {
      setProblems({ quantity: 'Enter how many, as a number above 0 with at most 3 decimals, like 4 or 2.5' });
      return;
    }
    setProblems({});
    adjust.mutate(adjustment.data, {
      onSuccess: ({ onHand }) => {
        const place = stores.find(({ id }) => id === storeId)?.name ?? 'the store';
        notify({
          color: 'teal',
          title: 'Stock adjusted',
          message: `${quantity(onHand)} on hand in ${place}`,
        });
        onDone();
      },
    });
  };
  const of = (field: keyof Problems) => problems[field] ?? fieldProblem(adjust.error, field) ?? null;
  const isSaid =
    adjust.error === null ||
    of('storeId') !== null ||
    of('reason') !== null ||
    of('quantity') !== null ||
    of('note') !== null;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <NativeSelect
          label="Store"
          required
          data-autofocus={storeId ? undefined : true}
          data={[
            ...(stores.length > 1 ? [unchosen] : []),
            ...stores.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={storeId}
          error={of('storeId')}
          onChange={(event) => setStoreId(event.currentTarget.value)}
        />
        <NativeSelect
          label="Reason"
          required
          data-autofocus={storeId ? true : undefined}
          data={reasons}
          value={reason ?? ''}
          error={of('reason')}
          onChange={(event) => setReason(AdjustmentReason.safeParse(event.currentTarget.value).data)}
        />
        {ofReason === 0 ? (
          <SegmentedControl
            aria-label="Add or take away"
            data={[
              { value: '1', label: 'Add' },
              { value: '-1', label: 'Take away' },
            ]}
            value={way}
            onChange={(value) => setWay(value === '-1' ? '-1' : '1')}
          />
        ) : null}
        <TextInput
          label={reason === undefined ? 'How many' : direction < 0 ? 'How many to take away' : 'How many to add'}
          description={
            storeId ? `On hand now: ${level ? quantity(level.onHand) : '0'}` : 'On hand is shown once a store is chosen'
          }
          inputMode="decimal"
          autoComplete="off"
          required
          value={amount}
          error={of('quantity')}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <Textarea
          label="Note"
          placeholder="What happened, if it helps later"
          maxLength={500}
          autosize
          minRows={2}
          value={note}
          error={of('note')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {isSaid ? null : (
          <Alert color="red" role="alert" title="Not adjusted">
            <Text size="sm">{explain(adjust.error)}</Text>
            <Reference error={adjust.error} />
          </Alert>
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={adjust.isPending}>
            Adjust
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
