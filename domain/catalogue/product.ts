import * as z from 'zod';
import { terms } from '#domain/suppliers/supplier.ts';
import {
  Changed,
  ChangedBy,
  Currency,
  Id,
  Instant,
  line,
  PageQuery,
  pageOf,
  Price,
  Quantity,
  UnitPrice,
  Version,
} from '#domain/values.ts';

const Status = z.enum(['active', 'draft', 'archived']).meta({
  description: '`draft`: made by an import, to be completed; `archived`: no longer sold, kept for its history',
});

/** One figure for the whole chain: there is no price list per currency. */
const priceMeta = {
  description: 'Tax included, in the currency of whichever store sells it: one figure for all stores',
  example: '4.95',
};
const costMeta = {
  description: "In the currency of whichever store buys it; a store's own moving average takes its place there",
  example: '2.10',
};

/** One SKU: the smallest thing that is bought, counted and sold. */
export const Product = z
  .object({
    id: Id,
    sku: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    family: z.string().nullable().meta({ description: 'Groups sizes and colours' }),
    status: Status,
    isStocked: z.boolean().meta({ description: '`false`: postage, deposits, discounts; revenue without stock' }),
    price: UnitPrice.nullable().meta(priceMeta),
    cost: UnitPrice.nullable().meta(costMeta),
    reorderPoint: Quantity.nullable(),
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof Product>;

export const ListedProduct = Product.extend({
  onHand: Quantity.nullable().meta({ description: 'In your stores together; null where none has ever had it' }),
}).meta({ id: 'ListedProduct' });
export type ListedProduct = z.infer<typeof ListedProduct>;

export const ProductPage = pageOf(ListedProduct);
export const ListProducts = z.object({
  ...PageQuery,
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a SKU or name, or a whole barcode' }),
  status: z
    .enum(['active', 'draft', 'archived', 'current'])
    .optional()
    .meta({ description: '`current`: all but the archived' }),
  category: z.string().trim().max(200).optional().meta({ description: 'The whole name of a category' }),
  supplier: Id.optional(),
  needsAttention: z
    .literal('true')
    .optional()
    .meta({ description: 'Only drafts, and active products without a price: such a sale is refused' }),
});

/** The categories in use, by name, with how many products that are not archived each has. */
export const CategoryList = z.object({
  items: z.array(z.object({ category: z.string(), products: z.int() })),
});
export type CategoryList = z.infer<typeof CategoryList>;

const Barcodes = z
  .array(line(50))
  .max(50, 'must be at most 50')
  .refine((codes) => new Set(codes).size === codes.length, 'must not hold one twice');
const NotNegative = Quantity.refine((text) => Number(text) >= 0, 'must not be negative');

/** What can be set of a product. */
const fields = {
  sku: line(100).meta({ description: 'Unique however it is typed; leading zeros are kept', example: 'MUG-BLUE' }),
  name: line(200).meta({ example: 'Mug, blue' }),
  category: line(200).nullable().meta({ example: 'Kitchen' }),
  family: line(200).nullable().meta({ description: 'Groups sizes and colours' }),
  status: Status,
  isStocked: z.boolean().meta({ description: '`false`: postage, deposits, discounts; revenue without stock' }),
  price: Price.nullable().meta(priceMeta),
  cost: Price.nullable().meta(costMeta),
  reorderPoint: NotNegative.nullable().meta({ description: 'Low at or below this', example: '12' }),
  barcodes: Barcodes.meta({ description: 'All of them; each belongs to one product', example: ['5012345678900'] }),
};

export const NewProduct = z
  .strictObject({
    ...fields,
    category: fields.category.default(null),
    family: fields.family.default(null),
    status: z.enum(['active', 'draft']).default('active'),
    isStocked: fields.isStocked.default(true),
    price: fields.price.default(null),
    cost: fields.cost.default(null),
    reorderPoint: fields.reorderPoint.default(null),
    barcodes: fields.barcodes.default([]),
  })
  .meta({ id: 'NewProduct' });
export type NewProduct = z.infer<typeof NewProduct>;

/** Everything that can be set, as it is to be: what is put replaces what was there. */
export const ProductEdit = z.strictObject({ productId: Id, version: Version, ...fields }).meta({ id: 'ProductEdit' });
export type ProductEdit = z.infer<typeof ProductEdit>;

/** What the catalogue said from this instant on. */
export const PriceChange = z
  .object({
    validFrom: Instant,
    price: UnitPrice.nullable(),
    cost: UnitPrice.nullable(),
    ...ChangedBy,
  })
  .meta({ id: 'PriceChange' });
export type PriceChange = z.infer<typeof PriceChange>;
export const PricePage = pageOf(PriceChange);
export const ListPrices = z.object({ ...PageQuery, productId: Id });

/** A supplier of the product, and its terms. */
export const SupplierItem = z.object({
  supplierId: Id,
  supplierCode: z.string(),
  supplierName: z.string(),
  ...terms,
  version: Version,
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
  prices: z.array(PriceChange).meta({ description: 'The latest 20, newest first' }),
  ...Changed,
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
