import * as z from 'zod';
import { Currency, Id, PageQuery, pageOf, Quantity, UnitPrice } from '#domain/values.ts';

/** One SKU: the smallest thing that is bought, counted and sold. */
export const Product = z
  .object({
    id: Id,
    sku: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    family: z.string().nullable().meta({ description: 'Groups sizes and colours' }),
    status: z
      .enum(['active', 'draft', 'archived'])
      .meta({ description: '`draft`: made by an import, to be completed' }),
    isStocked: z.boolean().meta({ description: '`false`: postage, deposits, discounts; revenue without stock' }),
    price: UnitPrice.nullable(),
    cost: UnitPrice.nullable(),
    reorderPoint: Quantity.nullable(),
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof Product>;

export const ProductPage = pageOf(Product);
export const ListProducts = z.object({
  ...PageQuery,
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a SKU or name, or a whole barcode' }),
});

export const SupplierItem = z.object({
  supplierCode: z.string(),
  supplierName: z.string(),
  supplierSku: z.string().nullable(),
  packSize: Quantity,
  minOrder: Quantity,
  leadTimeDays: z.int().nullable(),
  cost: UnitPrice.nullable(),
});

/** One store's stock of the product. `unitCost` is the moving average, in the store's currency. */
export const ProductLevel = z.object({
  storeId: Id,
  storeCode: z.string(),
  storeName: z.string(),
  currency: Currency,
  onHand: Quantity,
  reserved: Quantity,
  available: Quantity,
  isLow: z.boolean(),
  unitCost: UnitPrice.nullable(),
  lastCountedAt: z.string().nullable(),
  lastMovementAt: z.string().nullable(),
});

export const ProductDetail = Product.extend({
  barcodes: z.array(z.string()),
  suppliers: z.array(SupplierItem),
  levels: z.array(ProductLevel),
}).meta({ id: 'ProductDetail' });
export type ProductDetail = z.infer<typeof ProductDetail>;

/**
 * Whether a line that names an unknown SKU is a charge rather than a thing on a shelf: postage, discounts, fees.
 * Only asked for a store that lets imports create products; the draft can be corrected afterwards.
 * @param name the description on the file's line
 */
export function looksLikeCharge(name: string): boolean {
  return /\b(postage|shipping|carriage|delivery (charge|fee)|discount|bank charges?|deposit|gift ?voucher|surcharge|commission|fees?|manual)\b/i.test(
    name,
  );
}
