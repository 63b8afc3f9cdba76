import * as z from 'zod';
import { publicRoute } from '#functions/http.ts';

export const getHealthRoute = publicRoute({
  method: 'GET',
  path: '/health',
  summary: 'Whether the API answers',
  description: 'Asks nothing of the database, so that a watchdog does not keep it awake.',
  output: z.object({ status: z.literal('ok') }),
  run: () => Promise.resolve({ body: JSON.stringify({ status: 'ok' }) }),
});
