import type { Import, ImportKind, ImportStatus } from '#domain/imports/import.ts';
import { capitalised, count } from '#web/lib/format.ts';
import type { Tone } from '#web/ui/tag.tsx';

export const kinds: { value: ImportKind; label: string; explains: string }[] = [
  { value: 'sales', label: 'Sales', explains: 'What the tills sold and took back. Stock and revenue follow.' },
  { value: 'stock', label: 'Stock', explains: 'Counted quantities, true at the time they were counted.' },
  { value: 'deliveries', label: 'Deliveries', explains: 'What suppliers brought, and what it cost.' },
  {
    value: 'products',
    label: 'Products',
    explains: 'New products and changed ones, with prices, barcodes and suppliers.',
  },
];

/** What a file holds, in a word; files whose name in the bucket says nothing of the kind are `unknown`. */
export const kindLabel = (kind: Import['kind']): string =>
  kinds.find(({ value }) => value === kind)?.label ?? 'Unknown kind';

const statusWords: Record<ImportStatus, { label: string; tone: Tone }> = {
  awaiting: { label: 'Waiting for the file', tone: 'calm' },
  received: { label: 'Queued', tone: 'info' },
  running: { label: 'Reading', tone: 'info' },
  done: { label: 'Done', tone: 'good' },
  done_with_errors: { label: 'Done, some rejected', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
};

/** The state of an import as a tag says it: one that came to nothing is not called done. */
export const statusOf = (item: Import): { label: string; tone: Tone } =>
  cameToNothing(item) ? { label: 'Nothing applied', tone: 'bad' } : statusWords[item.status];

const cameToNothing = ({ status, applied, duplicate, rejected }: Import): boolean =>
  status === 'done_with_errors' && applied === 0 && duplicate === 0 && rejected > 0;

/** What came of a finished import when that is all there is to say of it; else undefined. */
export function soleOutcome(item: Import): string | undefined {
  if (cameToNothing(item))
    return item.rejected === 1 ? 'the only row rejected' : `all ${count(item.rejected)} rows rejected`;
  return item.status === 'done' && item.rowsRead === 0 ? 'the file has no rows' : undefined;
}

/** Why a whole file failed. A missing store can be told in a way that the server, which knows no pages, does not name. */
export function whyFailed(error: string): string {
  const hint = error.includes('uploads/<kind>/<store code>/')
    ? ', or choose the store under “Import a file” and send it again'
    : '';
  return capitalised(`${error}${hint}`);
}

/** Whether nothing more will happen to it. */
export const isFinished = ({ status }: Pick<Import, 'status'>): boolean =>
  status === 'done' || status === 'done_with_errors' || status === 'failed';

/** How much of the file has been read, as a percentage; a finished file is read whole. */
export function percentRead(item: Pick<Import, 'status' | 'size' | 'bytesRead'>): number {
  if (item.status === 'done' || item.status === 'done_with_errors') return 100;
  return item.size > 0 ? Math.min(100, (100 * item.bytesRead) / item.size) : 0;
}
