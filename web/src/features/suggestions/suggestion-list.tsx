import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { plural } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { notify } from '#web/ui/notify.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { AcceptAll } from './accept-all.tsx';
import { decisionOf, doneWords, goodQuantity, type Typed, typedOver, useDecide } from './decide.ts';
import { Verdict } from './decided-line.tsx';
import { RejectForm } from './reject-form.tsx';
import { costWords, type Group, groupsOf, isIn } from './suggestion-groups.ts';
import { SuggestionLine } from './suggestion-line.tsx';
import type { SuggestionsSearch } from './suggestions-search.ts';
import classes from './suggestions.module.css';

type SuggestionListProps = {
  suggestions: Suggestion[];
  filter: SuggestionsSearch;
  mayDecideIn: (storeId: string) => boolean;
  /** Everything of the filter is to be accepted: the button of the page was pressed. */
  isAll: boolean;
  onAllDone: () => void;
};

/** Suggestions as what they become: one order for each supplier and store, one transfer for each pair of stores. */
export function SuggestionList({ suggestions, filter, mayDecideIn, isAll, onAllDone }: SuggestionListProps) {
  const decide = useDecide();
  const [typed, setTyped] = useState<Record<string, Typed>>({});
  const [group, setGroup] = useState<Group>();
  const [rejecting, setRejecting] = useState<Suggestion>();
  const accept = (suggestion: Suggestion) =>
    decide.mutate([decisionOf(suggestion, typed[suggestion.id])], {
      onSuccess: (done) =>
        notify({ color: done.decided.length > 0 ? 'teal' : 'red', title: suggestion.name, message: doneWords(done) }),
      onError: (error) => notify({ color: 'red', title: 'Not accepted', message: explain(error) }),
    });
  const amountOf = (one: Suggestion) => Number(goodQuantity(one, typed[one.id]));
  return (
    <div className={classes['groups']}>
      {groupsOf(suggestions).map((one) => (
        <Panel
          key={one.key}
          title={one.title}
          note={[
            plural(one.items.length, 'product', 'products'),
            one.kind === 'transfer' ? 'moved instead of bought' : costWords(one.items, amountOf),
          ]
            .filter(Boolean)
            .join(', ')}
          side={
            one.items.some(({ status, storeId }) => status === 'open' && mayDecideIn(storeId)) &&
            (one.kind === 'transfer' || one.filter.supplier !== undefined) ? (
              <Button size="xs" variant="light" aria-label={`Accept all… ${one.title}`} onClick={() => setGroup(one)}>
                Accept all…
              </Button>
            ) : null
          }
        >
          <ul className={classes['list']}>
            {one.items.map((suggestion) => (
              <SuggestionLine
                key={suggestion.id}
                suggestion={suggestion}
                verdict={<Verdict suggestion={suggestion} mayDecide={mayDecideIn(suggestion.storeId)} />}
                typed={typed[suggestion.id]}
                mayDecide={mayDecideIn(suggestion.storeId)}
                isBusy={decide.isPending}
                onType={(now) => setTyped((old) => ({ ...old, [suggestion.id]: typedOver(old[suggestion.id], now) }))}
                onAccept={() => accept(suggestion)}
                onReject={() => setRejecting(suggestion)}
              />
            ))}
          </ul>
        </Panel>
      ))}
      <AcceptAll
        opened={isAll || group !== undefined}
        title={group ? `Accept all: ${group.title}?` : 'Accept all that are shown?'}
        filter={group ? group.filter : filter}
        isWanted={(one) => mayDecideIn(one.storeId) && (group === undefined || isIn(group, one))}
        typed={typed}
        onClose={() => {
          setGroup(undefined);
          onAllDone();
        }}
      />
      <RejectForm suggestion={rejecting} onClose={() => setRejecting(undefined)} />
    </div>
  );
}
