import type { Import, ImportDetail, NewUpload } from '#domain/imports/import.ts';

type Kept = Import & { arrivedAt: number | null };
const idOf = (number: number) => `018f3c1e-7a2b-7c3d-8e4f-${String(number).padStart(12, '0')}`;
const rejects = [
  { line: 14, column: 'quantity', reason: '"twelve" is not a number: write 12', raw: 'LEEDS,R-100481,1,20004B,twelve' },
  { line: 90, column: 'sku', reason: 'No product has the SKU "99999Z"', raw: 'LEEDS,R-100502,1,99999Z,1,4.95,0,0.83' },
  { line: 411, column: null, reason: 'The row has 7 columns, the header 9', raw: 'LEEDS,R-100731,1,20010A,1,4.95,0' },
];

/** Imports that move by themselves: a file that has arrived is read in `readingMs`. */
export function fakeImports(readingMs: number) {
  const kept: Kept[] = Array.from({ length: 32 }, (_, index) => finished(32 - index));

  function now(item: Kept): Import {
    const { arrivedAt, ...rest } = item;
    if (arrivedAt === null) return rest;
    const part = Math.min(1, (Date.now() - arrivedAt) / readingMs);
    const rows = Math.floor(part * 1_200);
    const done = part === 1;
    return {
      ...rest,
      status: done ? 'done_with_errors' : part < 0.1 ? 'received' : 'running',
      bytesRead: Math.floor(part * item.size),
      rowsRead: rows,
      applied: Math.max(0, rows - (done ? 24 : 0) - (done ? rejects.length : 0)),
      duplicate: done ? 24 : 0,
      rejected: done ? rejects.length : 0,
      ignoredColumns: done ? ['till_no'] : [],
      finishedAt: done ? new Date(arrivedAt + readingMs).toISOString() : null,
    };
  }

  return {
    list: () => kept.map(now),
    get(id: string): ImportDetail | undefined {
      const found = kept.find((item) => item.id === id);
      if (!found) return undefined;
      const item = now(found);
      const some = item.rejected > 0 ? rejects : [];
      return {
        ...item,
        days: daysOf(item),
        beyondOrder: item.kind === 'deliveries' ? beyondOrder : [],
        rejects: some,
        rejectsUrl: some.length > 0 ? '/rejects.csv' : null,
      };
    },
    /** A place for a file: an import that waits for it. */
    add(upload: NewUpload): string {
      const item = { ...finished(kept.length + 1), ...upload, storeCode: upload.storeCode ?? null };
      kept.unshift({ ...item, status: 'awaiting', size: 0, bytesRead: 0, rowsRead: 0, applied: 0, finishedAt: null });
      kept[0]!.createdAt = new Date().toISOString();
      return item.id;
    },
    /** Changes the newest imports, one after the other; their ids. */
    change: (changes: Partial<Import>[]) =>
      changes.map((change, index) => Object.assign(kept[index]!, change, { arrivedAt: null }).id),
    arrived(id: string, size: number) {
      const item = kept.find((one) => one.id === id);
      if (item) Object.assign(item, { size, arrivedAt: Date.now() });
    },
  };
}

const beyondOrder: ImportDetail['beyondOrder'] = [
  { orderId: '4', orderNumber: 'PO-00004', productId: '1', sku: '20001B', name: 'Heart heart no. 1', units: '5' },
];

const daysOf = ({ kind, applied, duplicate }: Import): ImportDetail['days'] =>
  kind === 'products' || applied + duplicate === 0
    ? []
    : ['2026-11-21', '2026-11-20'].map((businessDate, nth) => ({
        storeId: '1',
        storeName: 'Leeds',
        businessDate,
        rows: nth === 0 ? applied + duplicate - 40 : 40,
        units: nth === 0 ? '1312' : '55',
        currency: 'GBP',
        amountMinor: kind === 'stock' ? 0 : nth === 0 ? 1_482_050 : 61_240,
      }));

function finished(number: number): Kept {
  return {
    id: idOf(number),
    kind: (['sales', 'stock', 'deliveries', 'products'] as const)[number % 4] ?? 'sales',
    fileName:
      number % 7 === 0 ? `till-3-leeds-2026-11-${number}-with-a-rather-long-name.csv` : `till-2026-11-${number}.csv`,
    storeCode: null,
    status: number % 5 === 0 ? 'failed' : 'done',
    size: 48_120 * number,
    bytesRead: 48_120 * number,
    rowsRead: 640 * number,
    applied: number % 5 === 0 ? 0 : 640 * number - 3,
    duplicate: number % 5 === 0 ? 0 : 3,
    rejected: 0,
    error: number % 5 === 0 ? 'The header has no column "sold_at". Download the template for the right names.' : null,
    ignoredColumns: [],
    uploadedBy: number % 3 === 0 ? null : 'morgan@example.com',
    uploadedByName: number % 3 === 0 ? null : 'Morgan Ellis',
    createdAt: new Date(Date.parse('2026-11-22T13:00:00Z') - (32 - number) * 3_600_000).toISOString(),
    finishedAt: new Date(Date.parse('2026-11-22T13:00:05Z') - (32 - number) * 3_600_000).toISOString(),
    arrivedAt: null,
  };
}
