import { Skeleton } from '@mantine/core';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { plural } from '#web/lib/format.ts';
import { decimal } from '#web/lib/typed.ts';
import { Confirm } from '#web/ui/confirm.tsx';
import { notify } from '#web/ui/notify.tsx';
import { decisionOf, doneWords, isChanged, obstacle, type Typed, useDecide } from './decide.ts';
import { mostAtOnce, useAll } from './list-suggestions.ts';
import { costWords, groupsOf } from './suggestion-groups.ts';
import type { SuggestionsSearch } from './suggestions-search.ts';

type AcceptAllProps = {
  opened: boolean;
  title: string;
  filter: SuggestionsSearch;
  isWanted: (suggestion: Suggestion) => boolean;
  typed: Record<string, Typed>;
  onClose: () => void;
};

/** Accepts everything of a filter, also what is not on screen, with the quantities that were typed. */
export function AcceptAll({ opened, title, filter, isWanted, typed, onClose }: AcceptAllProps) {
  const all = useAll(filter, opened);
  const decide = useDecide();
  const wanted = (all.data ?? []).filter(isWanted);
  const able = wanted.filter((one) => obstacle(one, typed[one.id]) === null);
  const amountOf = (one: Suggestion) => Number(decimal(typed[one.id]?.quantity ?? one.quantity)) || 0;
  const changed = able.filter((one) => isChanged(one, typed[one.id])).length;
  const groups = groupsOf(able);
  const orders = groups.filter(({ kind }) => kind === 'buy').length;
  const moves = groups.length - orders;
  const close = () => {
    decide.reset();
    onClose();
  };
  return (
    <Confirm
      opened={opened}
      title={title}
      action={all.data ? `Accept ${able.length}` : 'Accept'}
      deed={{ isPending: decide.isPending || !all.data, error: decide.error ?? all.error }}
      onClose={close}
      onConfirm={() =>
        able.length === 0
          ? close()
          : decide.mutate(
              able.map((one) => decisionOf(one, typed[one.id])),
              {
                onSuccess: (done) => {
                  notify({ color: 'teal', title: 'Accepted', message: doneWords(done) });
                  onClose();
                },
              },
            )
      }
    >
      {all.data ? (
        <>
          {[
            plural(able.length, 'suggestion becomes', 'suggestions become'),
            [
              orders > 0 ? `${plural(orders, 'draft order', 'draft orders')} of ${costWords(able, amountOf)}` : null,
              moves > 0 ? plural(moves, 'draft transfer', 'draft transfers') : null,
            ]
              .filter(Boolean)
              .join(' and ') || 'nothing',
          ].join(' ')}
          .{changed > 0 ? ` In ${changed} of them the quantity is yours.` : null}
          {wanted.length > able.length
            ? ` ${plural(wanted.length - able.length, 'is', 'are')} left out: no supplier sells them, or the quantity is no number.`
            : null}
          {wanted.length >= mostAtOnce ? ` These are the first ${mostAtOnce}.` : null} Nothing is sent: an order is
          approved and sent on its page.
        </>
      ) : (
        <Skeleton h={44} />
      )}
    </Confirm>
  );
}
