import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { longDay, quantity } from '#web/lib/format.ts';
import { explain } from '#web/lib/problem.ts';
import { paths } from '#web/paths.ts';
import { notify } from '#web/ui/notify.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import { useDecide } from './decide.ts';
import classes from './suggestions.module.css';

type VerdictProps = { suggestion: Suggestion; mayDecide: boolean };

/** What somebody decided about a suggestion, what it became, how long that holds, and what it came to. */
export function Verdict({ suggestion, mayDecide }: VerdictProps) {
  const { status, decidedBy, decidedByName, decidedAt, decidedQuantity, reason, storeId, outcome } = suggestion;
  if (status === 'open') return null;
  if (status === 'expired') return <p className={classes['verdict']}>A later plan took its place.</p>;
  return (
    <>
      <p className={classes['verdict']}>
        {words[status]}
        {status === 'changed' ? ` to ${quantity(decidedQuantity ?? '0')}` : null}
        {decidedBy === null ? null : decidedBy === 'replenishment' ? (
          ' by itself'
        ) : (
          <>
            {' '}
            by <PersonName id={decidedBy} name={decidedByName} />
          </>
        )}
        {decidedAt === null ? null : (
          <>
            , <StoreTime at={decidedAt} storeId={storeId} />
          </>
        )}
        {reason === null ? null : <>: “{reason}”</>} <Became suggestion={suggestion} />
      </p>
      <Holding suggestion={suggestion} mayDecide={mayDecide} />
      {outcome === null ? null : <p className={classes['sentence']}>{outcome}.</p>}
    </>
  );
}

/** Until when a rejection holds; whoever may decide can end that. */
function Holding({ suggestion, mayDecide }: VerdictProps) {
  const decide = useDecide();
  const { id: suggestionId, name, heldUntil, heldBelow } = suggestion;
  if (heldUntil === null) return null;
  const resume = () =>
    decide.mutate([{ suggestionId, verdict: 'resume' }], {
      onSuccess: () => notify({ color: 'teal', message: `The next plan may suggest ${name} again` }),
      onError: (error) => notify({ color: 'red', title: 'Nothing changed', message: explain(error) }),
    });
  return (
    <p className={classes['sentence']}>
      Not suggested again before {longDay(heldUntil)}
      {heldBelow === null ? null : `, unless what is there and coming falls to ${quantity(heldBelow)}`}.{' '}
      {mayDecide ? (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={decide.isPending}
          aria-label={`Suggest ${name} again`}
          onClick={resume}
        >
          Suggest it again
        </Button>
      ) : null}
    </p>
  );
}

const words = { accepted: 'Accepted', changed: 'Changed', rejected: 'Rejected' };

function Became({ suggestion: { orderId, transferId } }: { suggestion: Suggestion }) {
  if (orderId !== null)
    return (
      <Link className="link" to={paths.order} params={{ orderId }}>
        Order
      </Link>
    );
  if (transferId !== null)
    return (
      <Link className="link" to={paths.transfer} params={{ transferId }}>
        Transfer
      </Link>
    );
  return null;
}
