import { createHash } from 'node:crypto';
import { type Document, pageOf, style } from './documentation-page.ts';
import { getDocsRoute } from './get-docs.ts';
import { getOpenApiRoute } from './get-openapi.ts';
import { openApiOf } from './openapi.ts';
import { routes } from './routes.ts';

/** The OpenAPI document of the whole API. */
export const documentation = () => openApiOf([...routes, getOpenApiRoute, getDocsRoute]);

/** The same document as one page, with a policy that lets it use its own style and nothing else. */
export function documentationPage(): { body: string; policy: string } {
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    // As anybody else reads it: the generator's own types promise more than the page needs.
    body: pageOf(JSON.parse(JSON.stringify(documentation())) as Document),
    policy: `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
  };
}
