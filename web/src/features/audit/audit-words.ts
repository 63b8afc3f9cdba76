import type { AuditEntry } from '#domain/audit/audit.ts';
import { capitalised, plainPrice, quantity } from '#web/lib/format.ts';
import { wordsOf } from './value-words.ts';

export const subjectKinds = [
  { value: '', label: 'Everything' },
  { value: 'store', label: 'Stores' },
  { value: 'product', label: 'Products' },
  { value: 'supplier', label: 'Suppliers' },
  { value: 'person', label: 'People' },
  { value: 'till', label: 'Till keys' },
];

/** What one thing of a kind is called within a sentence. */
export const subjectNoun = (kind: string | undefined): string =>
  kind === 'till' ? 'till key' : subjectKinds.some(({ value }) => value && value === kind) ? String(kind) : 'thing';

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
];

const prices = ['price', 'cost', 'min_order_value'];
const quantities = ['reorder_point', 'pack_size', 'min_order'];

type Row = { field: string; before: string; after: string };

/** What changed, field by field, in words. Of something added or removed, only what it held. */
export function changesOf(entry: AuditEntry, storeName: (id: string) => string): Row[] {
  const { before, after } = entry;
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const say = (column: string, value: unknown): string => {
    if (value === undefined) return '';
    if (column === 'store_id') return value === null ? 'every store' : storeName(wordsOf(value));
    if (value === null) return '';
    if (column === 'supplier_id') return entry.supplierName ?? 'a supplier that is no more';
    if (column === 'replaced_by') return 'a new key';
    if (prices.includes(column)) return plainPrice(wordsOf(value));
    return quantities.includes(column) ? quantity(wordsOf(value)) : wordsOf(value);
  };
  return columns
    .filter((column) => !unsaid.includes(column))
    .map((column) => ({
      field: fields[column] ?? capitalised(column.replaceAll('_', ' ')),
      before: say(column, before?.[column]),
      after: say(column, after?.[column]),
    }))
    .filter((row) => row.before !== row.after);
}
