import * as z from 'zod';
import { liftSuppression } from '#domain/reports/suppression.actions.ts';
import { route } from '#functions/http.ts';

const Address = z.object({ address: z.string().min(3).max(320) });

export const releaseAddressRoute = route({
  method: 'POST',
  path: '/reports/suppressions/release',
  summary: 'Let an address have mail again',
  permission: 'people.manage',
  input: Address,
  output: Address,
  async run(platform, caller, input) {
    await liftSuppression(platform, caller, input);
    return input;
  },
});
