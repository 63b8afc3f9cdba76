import type { IncomingMessage } from 'node:http';
import { DataApiError } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Request } from './operations.ts';

/**
 * Reads a call's body.
 *
 * @throws RequestEntityTooLargeException beyond 4 MiB, headers and JSON notation counted (API model)
 * @throws SerializationException if the body is not a JSON object
 */
export async function readRequest(message: IncomingMessage, limits: Limits): Promise<Request> {
  const chunks: Buffer[] = [];
  let bytes = message.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Read to the end even so: a caller whose upload is cut off sees a reset, not the answer.
    if (bytes <= limits.requestBytes) chunks.push(chunk);
  }
  if (bytes > limits.requestBytes) {
    throw new DataApiError('RequestEntityTooLargeException', `Request exceeded ${limits.requestBytes} bytes`);
  }
  const text = Buffer.concat(chunks).toString();
  try {
    const body: unknown = /"longValue"\s*:\s*-?\d{16}/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Reported below, like any other body that is no object.
  }
  throw new DataApiError('SerializationException', 'The body is not a JSON object');
}

/** Keeps a longValue beyond 2^53 as the digits that were sent; visiting every value costs time, so only then. */
function keepDigits(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
  return key === 'longValue' && typeof value === 'number' ? (context?.source ?? value) : value;
}
