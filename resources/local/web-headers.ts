import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const headersOf = z.object({
  contentSecurityPolicy: z.string().includes('${Origins}'),
  transportSecuritySeconds: z.number(),
  referrerPolicy: z.string(),
  frameOptions: z.string(),
  permissionsPolicy: z.string(),
  openerPolicy: z.string(),
  assetsCache: z.string(),
  pagesCache: z.string(),
});

const file = new URL('../web-host/headers.yml', import.meta.url);

/**
 * The headers of the web app's files, from where the cloud has them too. Without `strict-transport-security`, which
 * must not be said over plain HTTP (RFC 6797, 7.2).
 * @param origins what the page may talk to besides its own origin
 * @returns headers of every file, and how long a browser may keep which
 */
export function webHeaders(origins: readonly string[]): {
  security: Record<string, string>;
  assetsCache: string;
  pagesCache: string;
} {
  const said = headersOf.parse(parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }));
  return {
    security: {
      'content-security-policy': said.contentSecurityPolicy.replace('${Origins}', () => origins.join(' ')),
      'x-content-type-options': 'nosniff',
      'x-frame-options': said.frameOptions,
      'referrer-policy': said.referrerPolicy,
      'permissions-policy': said.permissionsPolicy,
      'cross-origin-opener-policy': said.openerPolicy,
    },
    assetsCache: said.assetsCache,
    pagesCache: said.pagesCache,
  };
}
