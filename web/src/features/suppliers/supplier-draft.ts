import type { SuppliedProduct, SupplierDetail, SupplierItemEdit } from '#domain/suppliers/supplier.ts';
import type { Edition } from '#web/lib/use-form.ts';
import { decimal, given, whole } from '#web/lib/typed.ts';

/** A supplier as its form holds it: everything as typed. */
export type SupplierDraft = Record<
  'code' | 'name' | 'email' | 'phone' | 'contact' | 'leadTimeDays' | 'minOrderValue' | 'tolerancePercent' | 'note',
  string
> & { isArchived: boolean };

export const blank: Edition<SupplierDraft> = {
  draft: {
    code: '',
    name: '',
    email: '',
    phone: '',
    contact: '',
    leadTimeDays: '',
    minOrderValue: '',
    tolerancePercent: '',
    note: '',
    isArchived: false,
  },
  version: undefined,
};

export const editionOf = (supplier: SupplierDetail): Edition<SupplierDraft> => ({
  draft: {
    code: supplier.code,
    name: supplier.name,
    email: supplier.email ?? '',
    phone: supplier.phone ?? '',
    contact: supplier.contact ?? '',
    leadTimeDays: String(supplier.leadTimeDays ?? ''),
    minOrderValue: supplier.minOrderValue ?? '',
    tolerancePercent: String(supplier.tolerancePercent ?? ''),
    note: supplier.note ?? '',
    isArchived: supplier.isArchived,
  },
  version: supplier.version,
  saved: supplier,
});

/** The fields of the body that a new supplier and an edited one share. */
export const fieldsOf = ({ isArchived: _archived, ...draft }: SupplierDraft) => ({
  code: draft.code,
  name: draft.name,
  email: given(draft.email),
  phone: given(draft.phone),
  contact: given(draft.contact),
  leadTimeDays: whole(draft.leadTimeDays),
  minOrderValue: decimal(draft.minOrderValue),
  tolerancePercent: whole(draft.tolerancePercent),
  note: given(draft.note),
});

export const wordsOf = (draft: SupplierDraft): Record<string, string> => ({
  Name: draft.name,
  Code: draft.code,
  'E-mail': draft.email,
  Contact: draft.contact,
  Phone: draft.phone,
  'Days from order to door': draft.leadTimeDays,
  'Least value of an order': draft.minOrderValue,
  'Over-delivery, percent': draft.tolerancePercent,
  Note: draft.note,
  State: draft.isArchived ? 'Archived' : 'In use',
});

/** The terms of one product as their form holds them. `supplierId` or `productId` may still have to be chosen. */
export type ItemDraft = Record<
  'supplierId' | 'productId' | 'supplierSku' | 'packSize' | 'minOrder' | 'leadTimeDays' | 'cost',
  string
>;
type Terms = Pick<SuppliedProduct, 'supplierSku' | 'packSize' | 'minOrder' | 'leadTimeDays' | 'cost' | 'version'>;

export const itemEdition = (ids: { supplierId: string; productId: string }, terms?: Terms): Edition<ItemDraft> => ({
  draft: {
    ...ids,
    supplierSku: terms?.supplierSku ?? '',
    packSize: terms?.packSize ?? '1',
    minOrder: terms?.minOrder ?? '0',
    leadTimeDays: String(terms?.leadTimeDays ?? ''),
    cost: terms?.cost ?? '',
  },
  version: terms?.version,
});

export const itemBody = (draft: ItemDraft, version: number | undefined): Record<keyof SupplierItemEdit, unknown> => ({
  supplierId: draft.supplierId,
  productId: draft.productId,
  version: version ?? null,
  supplierSku: given(draft.supplierSku),
  packSize: draft.packSize.trim(),
  minOrder: draft.minOrder.trim(),
  leadTimeDays: whole(draft.leadTimeDays),
  cost: decimal(draft.cost),
});

export const itemWords = (draft: ItemDraft): Record<string, string> => ({
  "Supplier's number": draft.supplierSku,
  'Pack size': draft.packSize,
  'Least order': draft.minOrder,
  'Days from order to door': draft.leadTimeDays,
  'Cost of one': draft.cost,
});
