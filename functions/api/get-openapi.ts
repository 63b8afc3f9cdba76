import * as z from 'zod';
import { publicRoute } from '#functions/http.ts';

export const getOpenApiRoute = publicRoute({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  output: z.record(z.string(), z.unknown()),
  async run() {
    const { openApiText } = await import('./openapi-text.ts');
    return { body: openApiText() };
  },
});
