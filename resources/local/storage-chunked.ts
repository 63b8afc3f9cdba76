import { StorageProblem } from './storage-problem.ts';

/**
 * Takes the chunk frames off an `aws-chunked` body, as the SDK sends a stream: `<hex size>[;signature]\r\n<bytes>\r\n`,
 * a last chunk of size 0, then trailing header fields, which are dropped.
 *
 * @throws StorageProblem IncompleteBody if the body ends too early
 */
export async function* unchunk(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  // Bytes of the current chunk still to come; -2 to 0 counts its closing line break.
  let left = -2;
  for await (const piece of body) {
    held = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
    for (;;) {
      if (left > 0) {
        if (held.length === 0) break;
        const bytes = held.subarray(0, left);
        held = held.subarray(bytes.length);
        left -= bytes.length;
        yield bytes;
        continue;
      }
      const skipped = left === 0 ? 2 : 0;
      const end = held.indexOf('\r\n', skipped);
      if (end === -1) break;
      const size = Number.parseInt(held.subarray(skipped, end).toString('latin1'), 16);
      if (Number.isNaN(size)) throw incomplete();
      if (size === 0) return;
      held = held.subarray(end + 2);
      left = size;
    }
  }
  throw incomplete();
}

function incomplete(): StorageProblem {
  return new StorageProblem(400, 'IncompleteBody', 'The request body terminated unexpectedly.');
}
