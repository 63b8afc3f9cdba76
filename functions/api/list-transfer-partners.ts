import * as z from 'zod';
import { listPartners } from '#domain/transfers/partner.actions.ts';
import { PartnerList } from '#domain/transfers/transfer.ts';
import { route } from '#functions/http.ts';

export const listTransferPartnersRoute = route({
  method: 'GET',
  path: '/transfers/partners',
  summary: 'The stores between which you may draft a transfer, by code',
  description: 'Your own, and all others of the same currency by name: nothing more is told of those.',
  permission: 'stock.move',
  input: z.object({}),
  output: PartnerList,
  run: listPartners,
});
