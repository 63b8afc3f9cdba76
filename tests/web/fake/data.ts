import type * as z from 'zod';
import type { ProductDetail } from '#domain/catalogue/product.ts';
import { abcClasses, xyzClasses } from '#domain/stock/classes.ts';
import type { Movement, StockLevel } from '#domain/stock/stock.ts';
import type { Store } from '#domain/stores/store.ts';

const store = (id: string, code: string, name: string, currency: string, timeZone: string): Store => ({
  id,
  code,
  name,
  kind: 'shop',
  timeZone,
  dayCutoff: '00:00',
  currency,
  unknownSku: 'reject',
  dateOrder: 'ymd',
  isArchived: false,
});

export const stores = [
  store('1', 'LEEDS', 'Leeds, Briggate', 'GBP', 'Europe/London'),
  store('2', 'YORK', 'York, Coppergate', 'GBP', 'Europe/London'),
  store('3', 'TOKYO', 'Tokyo, Shibuya', 'JPY', 'Asia/Tokyo'),
];

const words = ['Cream', 'Heart', 'Lantern', 'Knitted', 'Union', 'Flag', 'Hot water bottle', 'Coat hanger', 'Doormat'];
const categories = ['Kitchen', 'Garden', 'Lighting', 'Textiles', null];
const word = (index: number) => words[index % words.length] ?? '';

export const productName = (index: number) => `${word(index)} ${word(index * 7 + 3).toLowerCase()} no. ${index}`;
export const sku = (index: number) => `${String(20_000 + index)}${'ABC'[index % 3]}`;
export const productCount = 400;

/** 400 products in three stores: 1,200 levels, a few of them low, out or negative. */
export const levels: StockLevel[] = Array.from({ length: productCount * stores.length }, (_, row) => {
  const index = Math.floor(row / stores.length);
  const at = stores[row % stores.length] ?? stores[0]!;
  const onHand = index % 41 === 7 ? -3 : index % 29 === 5 ? 0 : index % 17 === 3 ? 4 : 20 + ((index * 37) % 480);
  return {
    storeId: at.id,
    storeCode: at.code,
    storeName: at.name,
    productId: String(index + 1),
    sku: sku(index),
    name: productName(index),
    category: categories[index % categories.length] ?? null,
    onHand: index % 50 === 11 ? `${onHand}.500` : String(onHand),
    reserved: index % 13 === 0 ? '2' : '0',
    available: String(onHand - (index % 13 === 0 ? 2 : 0)),
    reorderPoint: index % 4 === 3 ? '6' : null,
    isLow: index % 17 === 3,
    currency: at.currency,
    valueMinor: Math.max(0, onHand) * (at.currency === 'JPY' ? 420 : 255),
    lastMovementAt: '2026-11-22T13:31:00.000Z',
    dailyUnits: index % 9 === 8 ? null : String(1 + (index % 7)),
    coverDays: onHand > 0 && index % 9 !== 8 ? Math.round((onHand * 10) / (1 + (index % 7))) / 10 : null,
    abc: abcClasses[index % abcClasses.length] ?? null,
    xyz: xyzClasses[(index * 3) % xyzClasses.length] ?? null,
    outSince: onHand <= 0 ? '2026-11-21T16:20:00.000Z' : null,
  };
});

export function productDetail(id: string): ProductDetail | undefined {
  const index = Number(id) - 1;
  if (!Number.isInteger(index) || index < 0 || index >= productCount) return undefined;
  return {
    id,
    sku: sku(index),
    name: productName(index),
    category: categories[index % categories.length] ?? null,
    family: null,
    status: index === 1 ? 'draft' : 'active',
    isStocked: true,
    price: '4.95',
    cost: '2.100000',
    reorderPoint: '6',
    barcodes: ['5012345678900'],
    suppliers: [
      {
        supplierId: '1',
        version: 3,
        supplierCode: 'NORTHWEAR',
        supplierName: 'Northwear Trading',
        supplierSku: `NW-${index}`,
        packSize: '6',
        minOrder: '12',
        leadTimeDays: 7,
        cost: '2.100000',
      },
    ],
    prices: [
      { validFrom: '2026-11-20T09:00:00.000Z', price: '4.950000', cost: '2.100000', changedBy: 'u1' },
      {
        validFrom: '2026-10-01T09:00:00.000Z',
        price: '4.750000',
        cost: '2.100000',
        changedBy: 'import:018f3c1e-7a2b-7c3d-8e4f-000000000001',
        changedByName: 'Maya Manager, prices-of-autumn.csv',
      },
      { validFrom: '2026-06-01T09:00:00.000Z', price: '4.500000', cost: '2.100000', changedBy: null },
    ],
    version: 3,
    changedAt: '2026-11-20T09:00:00.000Z',
    changedBy: 'u2',
    levels: levels
      .filter(({ productId }) => productId === id)
      .map((level) => ({
        storeId: level.storeId,
        storeCode: level.storeCode,
        storeName: level.storeName,
        currency: level.currency,
        onHand: level.onHand,
        reserved: level.reserved,
        available: level.available,
        isLow: level.isLow,
        unitCost: '2.155000',
        lastCountedAt: '2026-11-01T08:30:00.000Z',
        lastMovementAt: level.lastMovementAt,
      })),
  };
}

const types = ['sale', 'sale', 'receipt', 'sale', 'return', 'count', 'adjustment', 'count_correction'] as const;

/** 60 movements of a product, the newest first; every fifth was recorded a day late. */
export const movements: z.infer<typeof Movement>[] = Array.from({ length: 60 }, (_, index) => {
  const at = stores[index % stores.length] ?? stores[0]!;
  const type = types[index % types.length] ?? 'sale';
  const occurred = Date.parse('2026-11-22T13:31:00.000Z') - index * 7_200_000;
  return {
    id: String(1000 - index),
    storeId: at.id,
    storeCode: at.code,
    type,
    quantity: type === 'sale' ? '-2' : type === 'adjustment' ? '-1.500' : type === 'count' ? '0' : '6',
    counted: type === 'count' ? '42' : null,
    unitCost: '2.155000',
    reason: type === 'adjustment' ? 'damaged' : null,
    note: type === 'adjustment' ? 'Fell off the shelf in the back room' : null,
    occurredAt: new Date(occurred).toISOString(),
    recordedAt: new Date(occurred + (index % 5 === 4 ? 86_400_000 : 2_000)).toISOString(),
    businessDate: new Date(occurred).toISOString().slice(0, 10),
    actor: type === 'adjustment' ? 'morgan@example.com' : null,
    actorName: type === 'adjustment' ? 'Morgan Ellis' : null,
    importId: type === 'sale' ? '018f3c1e-7a2b-7c3d-8e4f-000000000001' : null,
    // Deliveries came in a file of the whole chain, which not everybody may open.
    importFile: type === 'sale' ? 'till-2026-11-22.csv' : type === 'receipt' ? 'deliveries.csv' : null,
  };
});

/** The last `days` days, oldest first, as ISO dates. */
export const lastDays = (days: number) =>
  Array.from({ length: days }, (_, index) =>
    new Date(Date.parse('2026-11-22T00:00:00Z') - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
