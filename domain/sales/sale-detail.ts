import * as z from 'zod';
import { BusinessDate, Currency, Id, Instant, Minor, Quantity, UnitPrice } from '#domain/values.ts';
import { externalId } from './sale.ts';

const heading = {
  saleId: Id,
  storeId: Id,
  source: z
    .string()
    .meta({ description: '`api`, `till`, `file` or `reservation`; of a return `…-return`', example: 'till' }),
  externalId: z.string().meta({ example: 'R-1001' }),
  soldAt: Instant,
  businessDate: BusinessDate,
  currency: Currency,
  totalMinor: Minor.meta({ description: 'Tax included; negative for a return' }),
};

export const SaleHeading = z.object(heading).meta({ id: 'SaleHeading' });
export type SaleHeading = z.infer<typeof SaleHeading>;
export const SaleList = z.object({ items: z.array(SaleHeading) });

export const SaleLine = z
  .object({
    lineId: Id,
    productId: Id,
    sku: z.string(),
    name: z.string(),
    quantity: Quantity,
    unitPrice: UnitPrice,
    netMinor: Minor,
    taxMinor: Minor,
    discountMinor: Minor,
    returned: Quantity.meta({ description: 'How much has come back' }),
    refundedMinor: Minor.meta({ description: 'What was given back for it, tax included' }),
    returnable: Quantity.meta({ description: 'How much may still come back' }),
  })
  .meta({ id: 'SaleLine' });
export type SaleLine = z.infer<typeof SaleLine>;

/** At most 1,000 lines are told, the first of the sale. */
export const SaleDetail = z
  .object({
    ...heading,
    returnOf: Id.nullable().meta({ description: 'The sale that these goods were brought back from' }),
    lines: z.array(SaleLine),
  })
  .meta({ id: 'SaleDetail' });
export type SaleDetail = z.infer<typeof SaleDetail>;

export const GetSale = z.object({ saleId: Id });
export const ListSales = z.object({ store: Id, externalId });
