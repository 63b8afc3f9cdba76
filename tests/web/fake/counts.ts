import {
  CountSheetDetail,
  CountSheetDone,
  CountSheetPage,
  type CountLine,
  type CountSheet,
  CountsSaved,
  NewCountSheet,
  SaveCounts,
} from '#domain/counts/count-sheet.ts';
import { levels, productName, sku, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

type Sheet = CountSheet & { lines: CountLine[] };

const lineOf = (index: number, storeId: string): CountLine => ({
  productId: String(index + 1),
  sku: sku(index),
  name: productName(index),
  category: 'Kitchen',
  barcodes: [String(5_012_345_678_000 + index)],
  counted: null,
  countedAt: null,
  countedBy: null,
  countedByName: null,
  expected: levels.find((one) => one.productId === String(index + 1) && one.storeId === storeId)?.onHand ?? '0',
  variance: null,
  varianceMinor: null,
  needsRecount: false,
  isExtra: false,
});

/** Count sheets that can be counted and posted. */
export function fakeCounts() {
  const sheet = (id: string, name: string, storeAt: number, isBlind: boolean, lines: number): Sheet => ({
    id,
    storeId: stores[storeAt]!.id,
    storeCode: stores[storeAt]!.code,
    storeName: stores[storeAt]!.name,
    name,
    scope: { kind: 'category', category: 'Kitchen' },
    isBlind,
    recount: { units: '5', percent: 10, value: '50' },
    status: 'open',
    lineCount: lines,
    countedCount: 0,
    recountCount: 0,
    currency: stores[storeAt]!.currency,
    gainMinor: null,
    lossMinor: null,
    createdAt: '2026-11-22T08:00:00.000Z',
    endedAt: null,
    version: 1,
    changedAt: '2026-11-22T08:00:00.000Z',
    changedBy: 'u1',
    lines: Array.from({ length: lines }, (_, index) => lineOf(index, stores[storeAt]!.id)),
  });
  const state = {
    sheets: [sheet('1', 'Kitchen, first quarter', 0, false, 4), sheet('2', 'Stockroom, blind', 1, true, 60)],
    saved: [] as { key: string; body: SaveCounts }[],
    /** The network is gone: the request is answered with an error of the gateway. */
    isAway: false,
  };
  const headOf = ({ lines: _lines, ...head }: Sheet): CountSheet => head;
  const shownIn = (one: Sheet) => (line: CountLine) =>
    one.isBlind && one.status !== 'posted' ? { ...line, expected: null, variance: null, varianceMinor: null } : line;
  const found = (id: string | undefined) => {
    const one = state.sheets.find((each) => each.id === id);
    if (!one) throw missing();
    return one;
  };

  function read(route: string, ids: Record<string, string>, query: URLSearchParams): unknown {
    if (route === 'GET count-sheets')
      return CountSheetPage.parse(
        pageOf(
          state.sheets
            .filter(({ storeId }) => !query.get('store') || storeId === query.get('store'))
            .filter(({ status }) => query.get('status') !== 'posted' || status === 'posted')
            .map(headOf),
          query,
        ),
      );
    if (route !== 'GET count-sheets/id') return undefined;
    const one = found(ids['sheetId']);
    const { items, nextCursor } = pageOf(one.lines.map(shownIn(one)), query);
    return CountSheetDetail.parse({ ...headOf(one), items, nextCursor });
  }

  function save(one: Sheet, body: SaveCounts) {
    const touched = body.lines.map(({ productId, counted, countedAt }) => {
      let line = one.lines.find((each) => each.productId === productId);
      if (!line) {
        line = { ...lineOf(Number(productId) - 1, one.storeId), isExtra: true };
        one.lines.push(line);
      }
      const variance = Number(counted) - Number(line.expected ?? 0);
      const isAgain = line.countedAt !== null;
      Object.assign(line, {
        counted,
        countedAt,
        countedBy: 'u1',
        variance: String(variance),
        varianceMinor: Math.round(variance * 215),
        needsRecount: !isAgain && Math.abs(variance) > 5,
      });
      return line;
    });
    one.countedCount = one.lines.filter((line) => line.counted !== null).length;
    one.recountCount = one.lines.filter((line) => line.needsRecount).length;
    one.lineCount = one.lines.length;
    one.status = one.recountCount > 0 ? 'recount' : one.countedCount === one.lineCount ? 'counted' : 'open';
    one.version += 1;
    return touched;
  }

  function write(route: string, ids: Record<string, string>, body: Record<string, unknown>, key: string | undefined) {
    switch (route) {
      case 'POST count-sheets': {
        const wanted = NewCountSheet.parse(body);
        const at = stores.findIndex(({ id }) => id === wanted.storeId);
        const made = sheet(String(state.sheets.length + 1), wanted.name, at, wanted.isBlind, 0);
        made.recount = wanted.recount;
        made.scope = {
          kind: wanted.scope.kind,
          category: wanted.scope.kind === 'category' ? wanted.scope.category : null,
        };
        const products = wanted.scope.kind === 'products' ? wanted.scope.productIds.map(Number) : [1, 2, 3];
        made.lines = products.map((id) => lineOf(id - 1, wanted.storeId));
        made.lineCount = made.lines.length;
        state.sheets.unshift(made);
        return CountSheetDone.parse({ ...headOf(made), repeated: false });
      }
      case 'POST count-sheets/id/lines': {
        if (state.isAway) throw new Refusal(503, 'unavailable', 'The network is away.');
        if (!key) throw new Refusal(400, 'idempotency.missing', 'Send an Idempotency-Key header.');
        const counts = SaveCounts.parse({ ...body, ...ids });
        const one = found(counts.sheetId);
        const repeated = state.saved.some((done) => done.key === key);
        state.saved.push({ key, body: counts });
        const lines = repeated ? [] : save(one, counts);
        return CountsSaved.parse({ ...headOf(one), lines: lines.map(shownIn(one)), repeated });
      }
      case 'POST count-sheets/id/post':
      case 'POST count-sheets/id/cancel': {
        const one = found(ids['sheetId']);
        if (one.version !== body['version']) throw new Refusal(409, 'count_sheet.stale', 'Somebody was faster');
        one.status = route.endsWith('post') ? 'posted' : 'cancelled';
        one.version += 1;
        one.endedAt = new Date().toISOString();
        const values = one.lines.map(({ varianceMinor }) => varianceMinor ?? 0);
        one.gainMinor = values.reduce((sum, value) => sum + Math.max(0, value), 0);
        one.lossMinor = values.reduce((sum, value) => sum + Math.max(0, -value), 0);
        return CountSheetDone.parse({ ...headOf(one), repeated: false });
      }
      default:
        return undefined;
    }
  }
  return { state, read, write };
}
