import { Decided, type Decision, type Suggestion } from '#domain/replenishment/suggestion.ts';
import { plural } from '#web/lib/format.ts';
import { post } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';
import { decimal } from '#web/lib/typed.ts';

/** As many as one request may carry. */
const batch = 500;

/** A quantity that somebody typed in place of the suggested one, and why; `good`: the last that was one, before letters. */
export type Typed = { quantity: string; reason: string; good?: string | undefined };

/** Decides suggestions, each once. Batches go one after the other, each under its own key. */
export const useDecide = () =>
  useWrite(async (decisions: Decision[]): Promise<Decided> => {
    const done: Decided = { decided: [], refused: [], orders: [], transfers: [] };
    for (let from = 0; from < decisions.length; from += batch) {
      const body = { decisions: decisions.slice(from, from + batch) };
      const part = await post('/suggestions/decide', Decided, body, { idempotencyKey: crypto.randomUUID() });
      done.decided.push(...part.decided);
      done.refused.push(...part.refused);
      done.orders.push(...part.orders);
      done.transfers.push(...part.transfers);
    }
    return done;
  });

/** Whether another quantity than the suggested one was typed. */
export const isChanged = ({ quantity }: Suggestion, typed: Typed | undefined): boolean =>
  typed !== undefined && Number(decimal(typed.quantity) ?? quantity) !== Number(quantity);

/** Whether a text is a quantity that can be ordered, by the API's own bounds. */
function isAmount(text: string): boolean {
  const amount = decimal(text);
  return amount !== null && /^\d{1,11}(\.\d{1,3})?$/.test(amount) && Number(amount) > 0;
}

/** What is typed now, with the last quantity that was one: amounts of money stay those of it while the box holds none. */
export const typedOver = (before: Typed | undefined, now: Typed): Typed => ({
  ...now,
  good: isAmount(now.quantity) ? now.quantity : before?.good,
});

/** The quantity that money is worked out from, as a decimal string. */
export const goodQuantity = ({ quantity }: Suggestion, typed: Typed | undefined): string =>
  decimal(typed?.good ?? quantity) ?? quantity;

/** What stands in the way of ordering it; null: nothing. */
export function obstacle(suggestion: Suggestion, typed: Typed | undefined): string | null {
  if (suggestion.kind === 'buy' && suggestion.supplierId === null) return 'No supplier sells it';
  if (typed === undefined) return null;
  return isAmount(typed.quantity) ? null : 'Enter a number above 0, or reject it';
}

/** To order it: as suggested, or with the quantity that was typed. */
export function decisionOf(suggestion: Suggestion, typed: Typed | undefined): Decision {
  const { id: suggestionId } = suggestion;
  if (typed === undefined || !isChanged(suggestion, typed)) return { suggestionId, verdict: 'accept' };
  const quantity = decimal(typed.quantity) ?? suggestion.quantity;
  const reason = typed.reason.trim();
  return { suggestionId, verdict: 'change', quantity, ...(reason ? { reason } : {}) };
}

/** What came of a decision, in a sentence: `2 orders drafted`. */
export function doneWords({ decided, refused, orders, transfers }: Decided): string {
  const parts = [
    orders.length > 0 ? `${plural(orders.length, 'order', 'orders')} drafted` : null,
    transfers.length > 0 ? `${plural(transfers.length, 'transfer', 'transfers')} drafted` : null,
    refused.length > 0 ? `${plural(refused.length, 'suggestion was', 'suggestions were')} decided already` : null,
  ].filter((part) => part !== null);
  return parts.join(', ') || `${plural(decided.length, 'suggestion', 'suggestions')} decided`;
}
