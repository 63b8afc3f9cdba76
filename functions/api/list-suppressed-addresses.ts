import * as z from 'zod';
import { listSuppressions } from '#domain/reports/suppression.actions.ts';
import { SuppressedAddressList } from '#domain/reports/suppressed-address.ts';
import { route } from '#functions/http.ts';

export const listSuppressedAddressesRoute = route({
  method: 'GET',
  path: '/reports/suppressions',
  summary: 'Addresses that get no mail, and why',
  permission: 'people.manage',
  input: z.object({}),
  output: SuppressedAddressList,
  run: listSuppressions,
});
