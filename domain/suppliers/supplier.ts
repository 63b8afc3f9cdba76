import * as z from 'zod';
import { Changed, Id, line, PageQuery, pageOf, Price, Quantity, UnitPrice, Version } from '#domain/values.ts';

/** Longest time from order to door, in days: what a file may say as well. */
const LeadTime = z.int().min(0).max(9999);
const leadTimeMeta = { description: 'Days from order to door', example: 7 };

/**
 * How much more than was ordered is taken in, in percent of a line, where neither order nor supplier says otherwise. It
 * gives no unit for free: one of an order for one could be received twice, which is what the limit is there to stop.
 */
export const defaultTolerancePercent = 5;
export const TolerancePercent = z.int().min(0).max(100);

/** What can be set of a supplier. */
const fields = {
  code: line(100).meta({ description: 'What files call it; unique however it is typed', example: 'HEARTH' }),
  name: line(200).meta({ example: 'Hearth & Kiln Pottery' }),
  email: z
    .email('must be an e-mail address')
    .max(254)
    .nullable()
    .meta({ description: 'Where orders go', example: 'orders@hearth.example' }),
  phone: line(50).nullable(),
  contact: line(200).nullable().meta({ description: 'Whom to ask for' }),
  leadTimeDays: LeadTime.nullable().meta({ ...leadTimeMeta, description: 'Days from order to door, as a rule' }),
  minOrderValue: Price.nullable().meta({
    description: 'The least that an order must be worth, in the currency of the store that orders',
    example: '150',
  }),
  tolerancePercent: TolerancePercent.nullable().meta({
    description: `How much more than ordered its new orders take in, in percent of a line; null: ${defaultTolerancePercent}`,
    example: 10,
  }),
  note: z
    .string()
    .trim()
    .max(2000)
    .regex(/^[^\p{Cc}]*([\n\r\t][^\p{Cc}]*)*$/u, 'must not hold control characters')
    .nullable(),
};

export const Supplier = z
  .object({
    id: Id,
    code: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    contact: z.string().nullable(),
    leadTimeDays: z.int().nullable(),
    minOrderValue: UnitPrice.nullable(),
    tolerancePercent: z.int().nullable(),
    isArchived: z.boolean(),
    itemCount: z.int().meta({ description: 'How many products come from it' }),
  })
  .meta({ id: 'Supplier' });
export type Supplier = z.infer<typeof Supplier>;

export const SupplierPage = pageOf(Supplier);
export const ListSuppliers = z.object({
  ...PageQuery,
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a code or name' }),
  archived: z.enum(['true', 'false']).optional().meta({ description: 'Only these that are, or are not, archived' }),
});

export const SupplierDetail = Supplier.extend({ note: z.string().nullable(), ...Changed }).meta({
  id: 'SupplierDetail',
});
export type SupplierDetail = z.infer<typeof SupplierDetail>;

const optional = {
  email: fields.email.default(null),
  phone: fields.phone.default(null),
  contact: fields.contact.default(null),
  leadTimeDays: fields.leadTimeDays.default(null),
  minOrderValue: fields.minOrderValue.default(null),
  tolerancePercent: fields.tolerancePercent.default(null),
  note: fields.note.default(null),
};
export const NewSupplier = z.strictObject({ ...fields, ...optional }).meta({ id: 'NewSupplier' });
export type NewSupplier = z.infer<typeof NewSupplier>;

/** Everything that can be set, as it is to be: what is put replaces what was there. A tolerance left out stays. */
export const SupplierEdit = z
  .strictObject({
    supplierId: Id,
    version: Version,
    ...fields,
    tolerancePercent: fields.tolerancePercent.optional(),
    isArchived: z.boolean(),
  })
  .meta({ id: 'SupplierEdit' });
export type SupplierEdit = z.infer<typeof SupplierEdit>;

/** On what terms a supplier sells a product. */
export const terms = {
  supplierSku: z.string().nullable().meta({ description: "The supplier's own number for it" }),
  packSize: Quantity.meta({ description: 'It is sold in packs of so many', example: '6' }),
  minOrder: Quantity.meta({ description: 'The least that can be ordered, in single units', example: '12' }),
  leadTimeDays: z.int().nullable().meta({ description: "Days from order to door; null: the supplier's usual" }),
  cost: UnitPrice.nullable().meta({ description: 'For one unit, in the currency of the store that orders' }),
};

/** A product that a supplier sells. */
export const SuppliedProduct = z
  .object({
    productId: Id,
    sku: z.string(),
    name: z.string(),
    status: z.enum(['active', 'draft', 'archived']),
    ...terms,
    ...Changed,
  })
  .meta({ id: 'SuppliedProduct' });
export type SuppliedProduct = z.infer<typeof SuppliedProduct>;
export const SuppliedProductPage = pageOf(SuppliedProduct);
export const ListSuppliedProducts = z.object({ ...PageQuery, supplierId: Id });

const NotNegative = Quantity.refine((text) => Number(text) >= 0, 'must not be negative');

/** The terms, as they are to be. `version` is null where the supplier does not sell the product yet. */
export const SupplierItemEdit = z
  .strictObject({
    supplierId: Id,
    productId: Id,
    version: Version.nullable(),
    supplierSku: line(100).nullable(),
    packSize: Quantity.refine((text) => Number(text) > 0, 'must be more than 0').meta({ example: '6' }),
    minOrder: NotNegative.meta({ example: '12' }),
    leadTimeDays: LeadTime.nullable().meta(leadTimeMeta),
    cost: Price.nullable(),
  })
  .meta({ id: 'SupplierItemEdit' });
export type SupplierItemEdit = z.infer<typeof SupplierItemEdit>;

/** Says that the supplier no longer sells the product. */
export const SupplierItemRemoval = z.strictObject({ supplierId: Id, productId: Id, version: Version });
export type SupplierItemRemoval = z.infer<typeof SupplierItemRemoval>;
export const SupplierItemRemoved = z.object({ removed: z.literal(true) });
