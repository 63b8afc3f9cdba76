import { Bridge } from '#domain/analytics/bridge.ts';
import { Timeline } from '#domain/analytics/timeline.ts';
import { type StoreMovement, StoreMovementPage } from '#domain/stock/movement.ts';
import { lastDays, movements, productName, sku, stores } from './data.ts';
import { pageOf } from './refusal.ts';

const kindOf: Record<string, StoreMovement['kind']> = {
  sale: 'sales',
  receipt: 'receipts',
  return: 'returns',
  count: 'counts',
  count_correction: 'counts',
  adjustment: 'adjustments',
};

/** 240 movements of 40 products, the newest first. */
const ledger: StoreMovement[] = Array.from({ length: 240 }, (_, row) => {
  const one = movements[row % movements.length]!;
  const index = (row * 7) % 40;
  const at = stores.find(({ id }) => id === one.storeId) ?? stores[0]!;
  return {
    ...one,
    id: String(5_000 - row),
    storeName: at.name,
    currency: at.currency,
    productId: String(index + 1),
    sku: sku(index),
    productName: productName(index),
    kind: kindOf[one.type] ?? 'adjustments',
    valueMinor: Math.round(Number(one.quantity) * (at.currency === 'JPY' ? 420 : 215)),
    saleId: one.type === 'sale' ? `R-${10_000 + row}` : null,
    supplierId: one.type === 'receipt' ? '1' : null,
    supplierName: one.type === 'receipt' ? 'Northwear Trading' : null,
    deliveryNote: one.type === 'receipt' ? `DN-${700 + row}` : null,
  };
});

const bars = [
  { kind: 'receipts', units: '3120', valueMinor: 672_480 },
  { kind: 'sales', units: '-2684.5', valueMinor: -578_412 },
  { kind: 'returns', units: '96', valueMinor: 20_688 },
  { kind: 'transfers', units: '0', valueMinor: 0 },
  { kind: 'counts', units: '-38', valueMinor: -8_190 },
  { kind: 'adjustments', units: '-12', valueMinor: -2_586 },
  { kind: 'costs', units: '0', valueMinor: 4_310 },
] as const;

/** The stock bridge, the movements behind it, and what a product's page shows of its days. */
export const fakeLedger = {
  read(route: string, query: URLSearchParams): unknown {
    switch (route) {
      case 'GET bridge': {
        // One product has so little that its scale begins at nothing.
        const opening = query.get('product')
          ? { units: '410', valueMinor: 88_150 }
          : { units: '12404.5', valueMinor: 2_672_940 };
        const sum = (of: (bar: (typeof bars)[number]) => number) => bars.reduce((total, bar) => total + of(bar), 0);
        return Bridge.parse({
          from: query.get('from'),
          to: query.get('to'),
          currency: query.get('currency') ?? 'GBP',
          currencies: [
            { currency: 'GBP', stores: 2 },
            { currency: 'JPY', stores: 1 },
          ],
          opening,
          bars,
          closing: {
            units: String(Number(opening.units) + sum(({ units }) => Number(units))),
            valueMinor: opening.valueMinor + sum(({ valueMinor }) => valueMinor),
          },
        });
      }
      case 'GET movements': {
        const is = (name: string, value: string) => (query.get(name) ?? value) === value;
        const search = query.get('search')?.toLowerCase() ?? '';
        const found = ledger
          .filter(
            ({ kind, storeId, productId }) => is('kind', kind) && is('store', storeId) && is('product', productId),
          )
          .filter(({ currency }) => is('currency', currency))
          .filter(({ quantity }) => query.get('different') !== 'yes' || Number(quantity) !== 0)
          .filter((one) => `${one.productName} ${one.sku}`.toLowerCase().includes(search));
        if (query.get('totals') !== 'yes') return StoreMovementPage.parse(pageOf(found, query));
        const currencies = [...new Set(found.map(({ currency }) => currency))];
        const totals = currencies.map((currency) => {
          const own = found.filter((one) => one.currency === currency);
          const units = String(own.reduce((sum, one) => sum + Number(one.quantity), 0));
          return { currency, units, valueMinor: own.reduce((sum, one) => sum + one.valueMinor, 0) };
        });
        return StoreMovementPage.parse({ ...pageOf(found, query), totals });
      }
      case 'GET products/id/timeline':
        return timeline(query.get('from') ?? '', query.get('to') ?? '');
      default:
        return undefined;
    }
  },
};

function timeline(from: string, to: string): Timeline {
  const length = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const dates = Array.from({ length }, (_, index) =>
    new Date(Date.parse(from) + index * 86_400_000).toISOString().slice(0, 10),
  );
  let onHand = 64;
  const out = Math.floor(length * 0.55);
  const days = dates.map((date, index) => {
    const isOut = index >= out && index < out + 3;
    const wanted = isOut ? 0 : 2 + ((index * 5) % 7);
    const units = Math.min(onHand, wanted);
    onHand = isOut ? 0 : onHand - units + (index === out + 3 || onHand < 8 ? 48 : 0);
    const price = index < length / 3 ? '4.500000' : '4.950000';
    return {
      date,
      units: String(units),
      onHand: String(onHand),
      price,
      sales: units > 0 ? [{ currency: 'GBP', netMinor: Math.round((units * Number(price) * 100) / 1.2) }] : [],
    };
  });
  const at = (index: number, hour: string) =>
    `${dates[Math.min(dates.length - 1, index)] ?? lastDays(1)[0]}T${hour}:00.000Z`;
  const event = (
    index: number,
    hour: string,
    kind: Timeline['events'][number]['kind'],
    text: string,
    store = stores[0],
  ) => ({
    at: at(index, hour),
    date: at(index, hour).slice(0, 10),
    kind,
    storeId: store?.id ?? null,
    storeName: store?.name ?? null,
    text,
  });
  const third = Math.ceil(length / 3);
  return Timeline.parse({
    days,
    events: [
      event(2, '08:30', 'delivery', 'Delivery of 48'),
      { ...event(third, '09:00', 'price', 'Price from 4.50 to 4.95'), storeId: null, storeName: null },
      event(third, '17:10', 'count', 'Counted 42, 2 less than recorded', stores[1]),
      event(third, '17:40', 'adjustment', 'Damaged, 1.5 taken away', stores[1]),
      event(out, '15:20', 'outOfStock', 'Out of stock'),
      event(out + 3, '10:05', 'backInStock', 'Back in stock'),
      event(out + 3, '10:05', 'delivery', 'Delivery of 48'),
      event(out + 5, '12:00', 'return', 'Returned 2', stores[2]),
    ].toSorted((a, b) => a.at.localeCompare(b.at)),
  });
}
