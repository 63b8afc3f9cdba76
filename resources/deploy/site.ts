import { DeleteObjectsCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import * as z from 'zod';
import { contentType } from './content-types.ts';

/** What was published when, newest first. It lies in the bucket beside the site. */
const Releases = z.array(z.object({ at: z.iso.datetime(), files: z.array(z.string()) }));
type Releases = z.output<typeof Releases>;
const memory = 'releases.json';

/** How long the files of a release stay after the next one, in ms: a page that was opened before still asks for them. */
const keptMs = 30 * 24 * 3600 * 1000;
/** S3 deletes at most so many objects in one request. */
const deleteLimit = 1_000;

/**
 * Publishes a built web app: what others refer to first, `index.html` last, so that at no time a page asks for what is
 * not there. Files with a hash in their name (`assets/`) may be kept for a year, all others are asked for anew.
 * @param now when this is
 * @returns how many files were published, and which of long gone releases were removed
 */
export async function publishSite(bucket: string, folder: string, now: Date) {
  const client = new S3Client({});
  const files = await filesIn(folder);
  if (!files.includes('index.html')) throw new Error(`${folder} holds no built web app`);
  const put = async (name: string, body: Uint8Array | string) => {
    const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    const type = contentType(extname(name));
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, CacheControl: cache, ContentType: type }),
    );
  };

  const before = await releasesOf(client, bucket);
  const releases = [{ at: now.toISOString(), files }, ...before];
  // Noted before it is there: whatever a broken run leaves behind is known, and removed one day.
  await put(memory, JSON.stringify(releases));
  for (const name of files.toSorted(pagesLast)) await put(name, await readFile(join(folder, name)));

  const kept = releases.filter((_, index) => index === 0 || endOf(releases, index) > now.getTime() - keptMs);
  const needed = new Set(kept.flatMap((release) => release.files));
  const removed = [...new Set(before.flatMap((release) => release.files))].filter((name) => !needed.has(name));
  for (let at = 0; at < removed.length; at += deleteLimit) {
    const Objects = removed.slice(at, at + deleteLimit).map((Key) => ({ Key }));
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    if (Errors.length > 0) throw new Error(`${Errors[0]?.Key} could not be removed: ${Errors[0]?.Message}`);
  }
  if (kept.length < releases.length) await put(memory, JSON.stringify(kept));
  return { published: files.length, removed };
}

/** When the release at this place gave way to the next one, in ms. */
const endOf = (releases: Releases, index: number): number => Date.parse(releases[index - 1]?.at ?? '');

const rank = (name: string) => (name === 'index.html' ? 2 : name.startsWith('assets/') ? 0 : 1);
const pagesLast = (one: string, other: string): number => rank(one) - rank(other);

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

async function releasesOf(client: S3Client, bucket: string): Promise<Releases> {
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: memory }));
    return Releases.parse(JSON.parse((await answer.Body?.transformToString()) ?? '[]'));
  } catch (error) {
    if (error instanceof NoSuchKey) return [];
    throw error;
  }
}
