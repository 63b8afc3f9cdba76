import type { StockLevel } from '#domain/stock/stock.ts';
import { Tag } from './tag.tsx';

/** Whether a level of stock needs attention, in a word; nothing when it does not. */
export function StockState({ level }: { level: Pick<StockLevel, 'onHand' | 'isLow'> }) {
  const onHand = Number(level.onHand);
  if (onHand < 0) return <Tag tone="bad">Negative</Tag>;
  if (onHand === 0) return <Tag tone="bad">Out</Tag>;
  return level.isLow ? <Tag tone="warn">Low</Tag> : null;
}
