import * as z from 'zod';
import { publicRoute } from '#functions/http.ts';

export const getDocsRoute = publicRoute({
  method: 'GET',
  path: '/docs',
  summary: 'This API as a page to read',
  contentType: 'text/html; charset=utf-8',
  output: z.string(),
  async run() {
    const { documentationPage } = await import('./documentation.ts');
    return documentationPage();
  },
});
