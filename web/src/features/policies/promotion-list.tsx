import { Button } from '@mantine/core';
import type { Promotion } from '#domain/replenishment/policy.ts';
import { dayRange, decimal } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import rows from '#web/ui/rows.module.css';
import classes from './policies.module.css';

type PromotionListProps = {
  promotions: Promotion[];
  mayEdit: (promotion: Promotion) => boolean;
  onRemove: (promotion: Promotion) => void;
};

/** Days on which something sells otherwise than usual. */
export function PromotionList({ promotions, mayEdit, onRemove }: PromotionListProps) {
  const stores = useStores();
  return (
    <ul className={rows['list']} aria-label="Promotions">
      {promotions.map((promotion) => (
        <li key={promotion.id} className={classes['item']}>
          <div className={classes['line']}>
            <div>
              <strong>{promotion.name}</strong>
              <div className="quiet">
                {promotion.category ?? promotion.sku ?? ''},{' '}
                {promotion.storeId === null
                  ? 'every store'
                  : (stores.find(({ id }) => id === promotion.storeId)?.name ?? '…')}
              </div>
            </div>
            <div className="figures">
              {dayRange(promotion.fromDay, promotion.toDay)}, {decimal(promotion.uplift, 2)} times the usual
            </div>
            <div className={classes['buttons']}>
              {mayEdit(promotion) ? (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Remove ${promotion.name}`}
                  onClick={() => onRemove(promotion)}
                >
                  Remove…
                </Button>
              ) : null}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
