import { Link } from '@tanstack/react-router';
import type * as z from 'zod';
import type { Movement as MovementSchema } from '#domain/stock/stock.ts';
import { quantity, signedQuantity } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { wallTime } from '#web/lib/zoned.ts';
import { paths } from '#web/paths.ts';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import rows from '#web/ui/rows.module.css';
import { movementWords, reasonWords } from './movement-words.ts';
import classes from './movements.module.css';

export type Movement = z.infer<typeof MovementSchema>;

/** A movement's store by name; the code stands in for a name that is not loaded. */
export function useStoreNames() {
  const stores = useStores();
  return ({ storeId, storeCode }: Pick<Movement, 'storeId' | 'storeCode'>) =>
    stores.find(({ id }) => id === storeId)?.name ?? storeCode;
}

// Learnt within the hour is "at once", unless a day ended in between: only then figures changed late.
const [soon, late] = [60_000, 3_600_000];

/** Whether it was learnt so late that figures of a day, or of the hours before, changed afterwards. */
function isLateBy(occurredAt: string, recordedAt: string, timeZone: string): boolean {
  const delay = Date.parse(recordedAt) - Date.parse(occurredAt);
  const dayOf = (instant: string) => wallTime(instant, timeZone).slice(0, 10);
  return delay > late || (delay > soon && dayOf(occurredAt) !== dayOf(recordedAt));
}

/** When it happened on the store's clock, and when that was learnt if it was late. */
export function When({ movement: { occurredAt, recordedAt, storeId } }: { movement: Movement }) {
  const store = useStores().find(({ id }) => id === storeId);
  const isLate = isLateBy(occurredAt, recordedAt, store?.timeZone ?? 'UTC');
  return (
    <>
      <div>
        <StoreTime at={occurredAt} storeId={storeId} />
      </div>
      {isLate ? (
        <div className={rows['small']}>
          recorded <StoreTime at={recordedAt} storeId={storeId} />
        </div>
      ) : null}
    </>
  );
}

export function What({ movement: { type, counted } }: { movement: Pick<Movement, 'type' | 'counted'> }) {
  return (
    <>
      {movementWords[type]}
      {counted === null ? null : <span className="quiet"> {quantity(counted)}</span>}
    </>
  );
}

/** A quantity with its sign; the colour only helps. */
export function Signed({ quantity: text }: { quantity: string }) {
  const value = Number(text);
  return <span className={value < 0 ? 'bad' : value > 0 ? 'good' : 'quiet'}>{signedQuantity(text)}</span>;
}

/** Why it happened, and the file or person that it came from. */
export function Why({ movement: { reason, note, actor, actorName, importId, importFile } }: { movement: Movement }) {
  return (
    <>
      {reason ? <div>{reasonWords(reason)}</div> : null}
      {note ? <div className={classes['note']}>{note}</div> : null}
      {importId ? (
        <Link className="link" to={paths.import} params={{ importId }}>
          {importFile ?? 'Import'}
        </Link>
      ) : importFile ? (
        <div className={rows['small']}>from {importFile}</div>
      ) : actor ? (
        <div className={rows['small']}>
          by <PersonName id={actor} name={actorName} />
        </div>
      ) : null}
    </>
  );
}
