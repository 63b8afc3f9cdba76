import type { IncomingMessage } from 'node:http';

const thisMachine = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Whether a page from elsewhere sent a request that may change something. A browser lets any page post text to any port
 * of this machine, unread, but says in `Origin` whose page it was; programs send none.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Origin
 */
export function isFromElsewhere({ method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false;
  return headers.origin !== undefined && !thisMachine.test(headers.origin);
}
