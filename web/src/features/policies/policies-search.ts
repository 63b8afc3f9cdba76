import { id, oneOf, search, type Searched, text } from '#web/lib/search.ts';

/** The parts of the page: what is set, what applies to each product, budgets, and promotions. */
export const PoliciesSearch = search({
  show: oneOf(['products', 'budgets', 'promotions']),
  store: id,
  product: id,
  search: text(),
  category: text(200),
  /** The policy of this store and category is to be open. */
  edit: oneOf(['here']),
});
export type PoliciesSearch = Searched<typeof PoliciesSearch>;
