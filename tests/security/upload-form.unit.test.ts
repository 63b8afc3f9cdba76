import { beforeAll, expect, test } from 'vitest';
import { maxUploadBytes } from '#domain/imports/import.ts';
import { uploadKey } from '#domain/imports/upload-key.ts';
import { openFiles } from '#domain/platform/files.ts';

type Policy = { expiration: string; conditions: unknown[] };
const bucket = 'stockroom-demo-dev-uploads';
const importId = '0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11';

beforeAll(() => {
  delete process.env['AWS_ENDPOINT_URL_S3'];
  process.env['S3_FORCE_PATH_STYLE'] = 'false';
});

/** What S3 is made to hold the sender of a form to. */
async function policyFor(fileName: string): Promise<Policy & { url: string; fields: Record<string, string> }> {
  const key = uploadKey('sales', 'LEEDS', importId, fileName);
  const { url, fields } = await openFiles().placeFor(bucket, key, maxUploadBytes);
  const policy = JSON.parse(Buffer.from(fields['Policy'] ?? '', 'base64').toString()) as Policy;
  return { ...policy, url, fields };
}

test('a form to upload with is good for one key, one type, a size, five minutes, and nothing more', async () => {
  const { expiration, conditions, url, fields } = await policyFor('day 1.csv');
  expect(url).toBe(`https://${bucket}.s3.eu-west-1.amazonaws.com/`);
  const left = Date.parse(expiration) - Date.now();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(5 * 60_000);
  const signature = Object.keys(fields).filter((name) => name.startsWith('X-Amz-') && name !== 'X-Amz-Signature');
  expect(new Set(conditions.map((condition) => JSON.stringify(condition)))).toEqual(
    new Set(
      [
        ['content-length-range', 1, 2_000_000_000],
        { key: `uploads/sales/LEEDS/${importId}/day 1.csv` },
        { 'Content-Type': 'text/csv' },
        { bucket },
        ...signature.map((name) => ({ [name]: fields[name] })),
      ].map((condition) => JSON.stringify(condition)),
    ),
  );
  // No field that could make the object public, or lead the browser on somewhere else.
  expect(JSON.stringify(conditions)).not.toMatch(/acl|redirect|starts-with|x-amz-meta/i);
});

test('S3 would put a name in for ${filename}: such a key is good for many, which is why no file may be called so', async () => {
  const { conditions } = await policyFor('${filename}');
  expect(JSON.stringify(conditions)).toContain('starts-with');
});

test('a link to refused rows is good for a quarter of an hour, and is saved, never shown', async () => {
  const link = new URL(await openFiles().link(bucket, 'rejects/a/b.csv', 'a"; filename=evil.html\r\nx: y.csv'));
  expect(Number(link.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(900);
  const disposition = link.searchParams.get('response-content-disposition') ?? '';
  expect(disposition).toMatch(/^attachment; filename\*=UTF-8''[\w%.!~*'()-]+$/);
});
