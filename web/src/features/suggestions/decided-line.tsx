import { Link } from '@tanstack/react-router';
import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import classes from './suggestions.module.css';

/** What somebody decided about a suggestion, and what it became. */
export function Verdict({ suggestion }: { suggestion: Suggestion }) {
  const { status, decidedBy, decidedByName, decidedAt, decidedQuantity, reason, storeId } = suggestion;
  if (status === 'open') return null;
  if (status === 'expired') return <p className={classes['verdict']}>A later plan took its place.</p>;
  return (
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
