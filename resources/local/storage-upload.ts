import { StorageProblem } from './storage-problem.ts';
import type { SizeRange } from './storage-policy.ts';

/** The engine takes requests of up to 11 MiB, so longer files go to it in parts. */
const partBytes = 8 * 1024 * 1024;

export type Upload = {
  /** Where the engine has the object: `http://…/bucket/key`, encoded. */
  url: string;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
  range?: SizeRange;
};

/**
 * Streams a file of any length into the engine, holding at most one part of 8 MiB. Returns the ETag, quotes and all.
 *
 * @throws StorageProblem EntityTooLarge or EntityTooSmall, and then nothing is stored; as the engine answers
 */
export async function upload({ url, headers, body, range = { min: 0, max: Infinity } }: Upload): Promise<string> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let total = 0;
  let multipart: { id: string; etags: string[] } | undefined;

  async function sendPart(bytes: Uint8Array): Promise<void> {
    multipart ??= { id: await begin(url, headers), etags: [] };
    const query = `?partNumber=${multipart.etags.length + 1}&uploadId=${encodeURIComponent(multipart.id)}`;
    multipart.etags.push(etagOf(await ask(url + query, { method: 'PUT', headers: bytesType, body: bytes })));
  }

  try {
    for await (const piece of body) {
      total += piece.length;
      if (total > range.max) {
        throw new StorageProblem(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
          ProposedSize: total,
          MaxSizeAllowed: range.max,
        });
      }
      pieces.push(piece);
      length += piece.length;
      // More than one part is held before one is sent: the last part may be short, but not empty.
      while (length > partBytes) {
        const held = Buffer.concat(pieces);
        await sendPart(held.subarray(0, partBytes));
        pieces = [held.subarray(partBytes)];
        length -= partBytes;
      }
    }
    if (total < range.min) {
      throw new StorageProblem(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        ProposedSize: total,
        MinSizeAllowed: range.min,
      });
    }
    const rest = Buffer.concat(pieces);
    if (multipart === undefined) return etagOf(await ask(url, { method: 'PUT', headers, body: rest }));
    await sendPart(rest);
    return await complete(url, multipart);
  } catch (error) {
    if (multipart !== undefined)
      await fetch(`${url}?uploadId=${encodeURIComponent(multipart.id)}`, { method: 'DELETE' });
    throw error;
  }
}

const bytesType = { 'content-type': 'application/octet-stream' };

async function begin(url: string, headers: Record<string, string>): Promise<string> {
  // A checksum of the whole would be taken for one of the parts.
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  const answer = await ask(`${url}?uploads`, { method: 'POST', headers: Object.fromEntries(kept) });
  return /<UploadId>([^<]+)/.exec(await answer.text())?.[1] ?? '';
}

async function complete(url: string, { id, etags }: { id: string; etags: readonly string[] }): Promise<string> {
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const answer = await ask(`${url}?uploadId=${encodeURIComponent(id)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`),
  });
  const etag = /<ETag>([^<]+)/.exec(await answer.text())?.[1] ?? '';
  return etag.replaceAll('&quot;', '"');
}

async function ask(
  url: string,
  init: { method: string; headers: Record<string, string>; body?: Uint8Array },
): Promise<Response> {
  const { body, ...rest } = init;
  const answer = await fetch(url, { ...rest, ...(body === undefined ? {} : { body: new Uint8Array(body) }) });
  if (answer.ok) return answer;
  const xml = await answer.text();
  const code = /<Code>([^<]+)/.exec(xml)?.[1] ?? 'InternalError';
  throw new StorageProblem(answer.status, code, /<Message>([^<]+)/.exec(xml)?.[1] ?? 'The storage engine failed.');
}

function etagOf(answer: Response): string {
  return answer.headers.get('etag') ?? '';
}
