import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { AdjustmentDone, NewAdjustment } from '#domain/stock/stock.ts';
import { post } from '#web/lib/api.ts';
import { explain } from '#web/lib/problem.ts';
import { notify } from '#web/ui/notify.tsx';
import { Reference } from '#web/ui/notice.tsx';
import type { Swapping } from './mend.tsx';

type SwapFormProps = { swap: Swapping; from: string; to: string; onDone: () => void };

/**
 * Takes units off one product and adds them to another that they were sold as: two adjustments, each with a key of its
 * own, so that trying again after the first has gone through does not take twice.
 */
export function SwapForm({ swap, from, to, onDone }: SwapFormProps) {
  const [keys] = useState(() => [crypto.randomUUID(), crypto.randomUUID()] as const);
  const [amount, setAmount] = useState(swap.quantity);
  const [note, setNote] = useState(swap.note);
  const [problem, setProblem] = useState<string | null>(null);
  const queries = useQueryClient();
  const move = useMutation({
    mutationFn: async ([out, back]: readonly [NewAdjustment, NewAdjustment]) => {
      await post('/adjustments', AdjustmentDone, out, { idempotencyKey: keys[0] });
      await post('/adjustments', AdjustmentDone, back, { idempotencyKey: keys[1] });
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const one = (productId: string, quantity: string) =>
      NewAdjustment.safeParse({ storeId: swap.storeId, productId, quantity, reason: 'correction', note });
    const out = one(swap.fromProductId, `-${amount.trim()}`);
    const back = one(swap.toProductId, amount.trim());
    if (!out.success || !back.success) return setProblem('Enter how many, as a number above 0, like 4 or 2.5');
    setProblem(null);
    return move.mutate([out.data, back.data], {
      onSuccess: () => {
        notify({ color: 'teal', title: 'Stock moved', message: `${amount} from ${from} to ${to}` });
        onDone();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">
          Takes from {from} what was sold as {to}, and adds it there. Both are kept as corrections.
        </Text>
        <TextInput
          label="How many"
          inputMode="decimal"
          autoComplete="off"
          required
          data-autofocus
          // Changed after a first try, the keys would stand for another amount.
          disabled={move.isError}
          value={amount}
          error={problem}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <Textarea
          label="Note"
          maxLength={500}
          autosize
          minRows={2}
          disabled={move.isError}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {move.error ? (
          <Alert color="red" role="alert" title="Not moved, or only half of it: try again">
            <Text size="sm">{explain(move.error)}</Text>
            <Reference error={move.error} />
          </Alert>
        ) : null}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={move.isPending}>
            Move
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
