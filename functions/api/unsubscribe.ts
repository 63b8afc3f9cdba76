import * as z from 'zod';
import { unsubscribe } from '#domain/reports/subscription.actions.ts';
import { UnsubscribeToken } from '#domain/reports/subscription.ts';
import { publicRoute } from '#functions/http.ts';

export const unsubscribeRoute = publicRoute({
  method: 'POST',
  path: '/unsubscribe/{token}',
  summary: 'End the subscription that a mail came from',
  description:
    'For mail programs (RFC 8058: `List-Unsubscribe=One-Click`, which is not looked at) and for the link in the mail. The ' +
    'token is good for that one subscription. Twice does no harm; its owner may switch it on again in Stockroom.',
  input: z.object({ token: UnsubscribeToken }),
  output: z.object({ status: z.literal('unsubscribed') }),
  async run(platform, input) {
    await unsubscribe(platform, input);
    return { body: JSON.stringify({ status: 'unsubscribed' }) };
  },
});
