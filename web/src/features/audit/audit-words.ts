import type { AuditEntry } from '#domain/audit/audit.ts';
import { weekdays } from '#domain/stores/hours.ts';
import { capitalised, dateTime } from '#web/lib/format.ts';

export const subjectKinds = [
  { value: '', label: 'Everything' },
  { value: 'store', label: 'Stores' },
  { value: 'product', label: 'Products' },
  { value: 'supplier', label: 'Suppliers' },
  { value: 'person', label: 'People' },
  { value: 'till', label: 'Till keys' },
];

export const doers = [
  { value: '', label: 'By people' },
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
  replaced_by: 'Replaced by key',
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

type Row = { field: string; before: string; after: string };

/** What changed, field by field, in words. Of something added or removed, only what it held. */
export function changesOf({ before, after }: AuditEntry, storeName: (id: string) => string): Row[] {
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return columns
    .filter((column) => !unsaid.includes(column))
    .map((column) => {
      const say = (value: unknown) =>
        column === 'store_id' && value !== undefined
          ? value === null
            ? 'every store'
            : storeName(wordsOf(value))
          : wordsOf(value);
      return {
        field: fields[column] ?? capitalised(column.replaceAll('_', ' ')),
        before: say(before?.[column]),
        after: say(after?.[column]),
      };
    })
    .filter((row) => row.before !== row.after);
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/;

/** A value of a column as people write it; nothing for none. */
export function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return instant.test(value) ? dateTime(value) : value;
  if (Array.isArray(value)) return value.map(wordsOf).join('\n');
  return Object.entries(value).toSorted(byWeek).map(partWords).filter(Boolean).join('\n');
}

// The database keeps a record's fields by their length: a week is told from its Monday on.
const names: readonly string[] = weekdays;
const byWeek = ([one]: [string, unknown], [other]: [string, unknown]) => names.indexOf(one) - names.indexOf(other);

function partWords([name, value]: [string, unknown]): string {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => flat(part)).join(', ');
    return `${capitalised(name)}: ${parts || 'none'}`;
  }
  return `${capitalised(name)}: ${wordsOf(value)}`;
}

const flat = (value: unknown): string =>
  typeof value === 'object' && value !== null ? Object.values(value).map(wordsOf).join('–') : wordsOf(value);
