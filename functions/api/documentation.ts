import { createHash } from 'node:crypto';
import { type Document, pageOf, style } from './documentation-page.ts';
import { openApiText } from './openapi-text.ts';

/** The OpenAPI document of the whole API. */
export const documentation = (): Document => JSON.parse(openApiText()) as Document;

/** The same document as one page, with a policy that lets it use its own style and nothing else. */
export function documentationPage(): { body: string; policy: string } {
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    body: pageOf(documentation()),
    policy: `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
  };
}
