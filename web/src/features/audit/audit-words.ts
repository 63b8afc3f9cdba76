import type { AuditEntry } from '#domain/audit/audit.ts';
import { capitalised, money, plainPrice, quantity } from '#web/lib/format.ts';
import { wordsOf } from './value-words.ts';

export const subjectKinds = [
  { value: '', label: 'Everything' },
  { value: 'store', label: 'Stores' },
  { value: 'product', label: 'Products' },
  { value: 'supplier', label: 'Suppliers' },
  { value: 'person', label: 'People' },
  { value: 'till', label: 'Till keys' },
  { value: 'order', label: 'Orders' },
  { value: 'transfer', label: 'Transfers' },
  { value: 'count_sheet', label: 'Count sheets' },
  { value: 'policy', label: 'Policies' },
  { value: 'budget', label: 'Budgets' },
  { value: 'promotion', label: 'Promotions' },
  { value: 'ordering', label: 'Ordering by itself' },
  { value: 'alert_rule', label: 'Alert rules' },
  { value: 'report', label: 'Report subscriptions' },
];

/** What one thing of a kind is called within a sentence. */
export const subjectNoun = (kind: string | undefined): string =>
  kind !== undefined && subjectKinds.some(({ value }) => value && value === kind)
    ? (otherNouns[kind] ?? kind.replaceAll('_', ' '))
    : 'thing';
const otherNouns: Record<string, string> = { till: 'till key', ordering: 'setting', report: 'report subscription' };

export const doers = [
  { value: 'people', label: 'By people' },
  { value: 'imports', label: 'By imports' },
  { value: 'anybody', label: 'By anybody' },
];

const nouns: Record<string, string> = {
  store: 'store',
  product: 'product',
  product_barcode: 'a barcode of',
  product_price: 'a price of',
  supplier: 'supplier',
  supplier_item: 'supplier terms of',
  person: 'person',
  user_role_grant: 'a role of',
  api_key: 'till key',
  purchase_order: 'order',
  purchase_order_line: 'a line of order',
  transfer: 'transfer',
  transfer_line: 'a line of transfer',
  count_sheet: 'count sheet',
  reorder_policy: 'the policy of',
  reorder_budget: 'a budget of',
  promotion: 'promotion',
  ordering_stop: 'the stop of',
  alert_rule: 'the alert rule',
  report_subscription: 'the report for',
  report_wait: 'the wait for files of',
};
const verbs: Record<AuditEntry['action'], string> = { insert: 'added', update: 'changed', delete: 'removed' };

/** What was done to which kind of thing, as the words before its name: "added a barcode of". */
export const deedWords = ({ action, record }: Pick<AuditEntry, 'action' | 'record'>): string =>
  `${verbs[action]} ${nouns[record] ?? record.replaceAll('_', ' ')}`;

const fields: Record<string, string> = {
  sku: 'SKU',
  email: 'E-mail',
  time_zone: 'Time zone',
  day_cutoff: 'Business day ends',
  unknown_sku: 'Unknown products',
  date_order: 'Dates in files',
  expected_feeds: 'Expected files',
  is_stocked: 'Stock is kept',
  reorder_point: 'Reorder at',
  store_id: 'Store',
  supplier_id: 'Supplier',
  supplier_sku: "Supplier's number",
  min_order: 'Least order',
  min_order_value: 'Least value of an order',
  lead_time_days: 'Days from order to door',
  disabled_at: 'Disabled',
  archived_at: 'Archived',
  is_archived: 'Archived',
  revoked_at: 'Revoked',
  expires_at: 'Works until',
  replaced_by: 'Replaced by',
  rate_limit: 'Calls a second',
  user_id: 'Person',
  expected_on: 'Expected on',
  landed_minor: 'Freight and duty',
  tolerance_percent: 'Over-delivery taken up to (%)',
  mailed_supplier: 'Mailed to the supplier',
  cancel_told: 'The supplier is told',
  cancel_mailed_supplier: 'Cancellation mailed to the supplier',
  mailed_because: 'Why not to the supplier',
  cancel_mailed_because: 'Why the cancellation did not go to the supplier',
  from_store_id: 'From',
  to_store_id: 'To',
  is_blind: 'Counted blind',
  recount_units: 'Recount from a difference of',
  recount_percent: 'Recount from (%)',
  recount_value: 'Recount from a value of',
  gain_minor: 'Found',
  loss_minor: 'Missing',
  method: 'How',
  order_up_to: 'Order up to',
  review_days: 'Days between orders',
  shelf_max: 'The shelf holds',
  warehouse_id: 'Fetched first from',
  auto_mode: 'By itself',
  price_jump: 'Price jump let pass (%)',
  snoozed_until: 'Not before',
  amount_minor: 'Amount',
  from_day: 'From',
  to_day: 'To',
  uplift: 'Sells so many times as much',
  is_stopped: 'Stopped',
  is_on: 'On',
  locale: 'Numbers and days',
  attachments: 'Attached',
  minutes: 'Minutes',
};

// Ids that only the database needs, and what is said elsewhere on the entry.
const unsaid = [
  'id',
  'product_id',
  'user_id',
  'created_by',
  'created_at',
  'minor_units',
  'valid_from',
  'changed_by',
  'changed_at',
  'number',
  'nth',
  'kind',
  'key',
  'order_id',
  'month',
  'transfer_id',
  'suggestion_id',
  'approved_by',
  'sent_by',
  'ended_by',
  'shipped_version',
];

const stores = ['store_id', 'from_store_id', 'to_store_id', 'warehouse_id'];
const prices = ['price', 'cost', 'unit_cost', 'min_order_value', 'recount_value'];
const amounts = ['amount_minor', 'landed_minor', 'gain_minor', 'loss_minor'];
const quantities = [
  'reorder_point',
  'order_up_to',
  'shelf_max',
  'pack_size',
  'min_order',
  'recount_units',
  'ordered',
  'cancelled',
  'quantity',
  'received',
  'damaged',
  'lost',
  'not_sent',
];

type Row = { field: string; before: string; after: string };

/**
 * What changed, field by field, in words. Of something added or removed, only what it held.
 * @param currency of the entry's store, in which its amounts are
 */
export function changesOf(entry: AuditEntry, storeName: (id: string) => string, currency?: string): Row[] {
  const { before, after } = entry;
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const say = (column: string, value: unknown, isBefore: boolean): string => {
    if (value === undefined) return '';
    if (column === 'store_id' && value === null) return 'every store';
    if (value === null) return '';
    if (stores.includes(column)) return storeName(wordsOf(value));
    // The entry brings one name: of two suppliers the later one's.
    if (column === 'supplier_id' && isBefore && (after?.[column] ?? null) !== null) return 'another supplier';
    if (column === 'supplier_id') return entry.supplierName ?? 'a supplier that is no more';
    if (column === 'replaced_by') return 'a new key';
    if (amounts.includes(column) && currency !== undefined) return money(Number(value), currency);
    if (prices.includes(column)) return plainPrice(wordsOf(value));
    return quantities.includes(column) ? quantity(wordsOf(value)) : wordsOf(value);
  };
  return columns
    .filter((column) => !unsaid.includes(column))
    .map((column) => ({
      field: fields[column] ?? capitalised(column.replaceAll('_', ' ')),
      before: say(column, before?.[column], true),
      after: say(column, after?.[column], false),
    }))
    .filter((row) => row.before !== row.after);
}
