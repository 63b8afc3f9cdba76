import { Link } from '@tanstack/react-router';
import type { Override } from '#domain/replenishment/suggestion.ts';
import { day } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import classes from './suggestions.module.css';

/** What deciding otherwise than suggested came to, the dearest first. */
export const Overrides = ({ overrides }: { overrides: Override[] }) => (
  <Panel title="Decided otherwise" note="What it came to, the dearest first" style={{ marginTop: 16 }}>
    <ul className={rows['list']} aria-label="Decided otherwise">
      {overrides.map(({ suggestionId, productId, storeId, storeName, name, words, businessDate, ...one }) => (
        <li key={suggestionId} className={classes['run']}>
          <div>
            <Link className="link" to={paths.product} params={{ productId }} search={{ store: storeId }}>
              {name}
            </Link>{' '}
            <span className="quiet code">{one.sku}</span>
          </div>
          <div>{words}.</div>
          <div className={listing['sub']}>
            {storeName}, {day(businessDate)}
            {one.decidedBy === null ? null : (
              <>
                {' '}
                by <PersonName id={one.decidedBy} name={one.decidedByName} />
              </>
            )}
            {one.reason === null ? null : `: “${one.reason}”`}
          </div>
        </li>
      ))}
    </ul>
  </Panel>
);
