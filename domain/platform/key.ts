import { hash } from 'node:crypto';

/**
 * An idempotency key or payload hash: the first 128 bits of SHA-256 over the parts as a JSON array, so that no two
 * lists of parts read alike. As uuid text, the way it is stored.
 */
export function keyOf(...parts: (string | number)[]): string {
  const digest = hash('sha256', JSON.stringify(parts));
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`;
}
