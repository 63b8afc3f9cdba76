import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Addresses } from '#local/addresses.ts';
import { readManifest } from '#local/manifest.ts';
import { makeChain } from './chain.ts';
import { type DemoFile, demoFiles } from './files.ts';
import { openQuery, type Query } from './query.ts';
import { filesSince } from './since.ts';
import { subscribeDemo } from './subscriptions.ts';
import { addDays, tomorrow, until } from './until.ts';
import { recentDays } from './year.ts';

/** The demo data on its way; neither promise rejects, and both end when the cloud stops. */
export type DemoLoad = {
  /** Whether the database has stores of somebody else's, and so nothing of the demo. */
  isLeftOut: boolean;
  /** How many files are not in yet; 0 if nothing is left to do. */
  files: number;
  /** The catalogue and the last weeks are in: stock and dashboard are right. */
  recent: Promise<void>;
  /** All months before are in too: true; or that will not be: false. */
  all: Promise<boolean>;
};

type Found = { key: string; status: string; size: string; offset: string; rows: string; rejected: string };

type Plan = { files: DemoFile[]; known: Found[]; waiting: number };

type Places = Pick<
  Addresses,
  's3' | 'lambda' | 'dataApi' | 'buckets' | 'databaseArn' | 'appSecretArn' | 'region' | 'credentials' | 'postgres'
>;

const serviceFile = join(import.meta.dirname, '../../../serverless.yml');
const seed = 20_261_122;
const pollMs = 400;
/** Days that changed are worked out anew within a minute: folding is asked for so often, and for some minutes at most. */
const foldPauseMs = 3_000;
const mostFolds = 60;

/**
 * Makes the demo chain and drops its files into the upload bucket, one after another, each when the one before is in.
 * Returns once the stores and people are there; the files load behind. A start in the middle goes on with the file
 * that has not ended, and one after the end does nothing. A database with stores of somebody else's is left alone.
 *
 * @param onProgress hears of each file at its end
 * @throws what the Data API throws
 */
export async function loadDemo(
  addresses: Places,
  onProgress: (line: string) => void,
  now: () => Date = () => new Date(),
): Promise<DemoLoad> {
  const query = openQuery(addresses);
  if (!(await makeChain(query, tomorrow(now())))) {
    onProgress('  demo data              left out: the database has other stores');
    return { isLeftOut: true, files: 0, recent: Promise.resolve(), all: Promise.resolve(false) };
  }
  const recent = Promise.withResolvers<void>();
  const plan = await planFiles(addresses, query, now());
  const all = dropFiles(addresses, query, plan, onProgress, now, recent.resolve)
    .then(() => true)
    .catch((error: unknown) => {
      if (!isGone(error)) onProgress(`! The demo data stopped loading: ${String(error)}`);
      return false;
    })
    .finally(() => recent.resolve());
  return { isLeftOut: false, files: plan.waiting, recent: recent.promise, all };
}

/** All files in their order, those that an earlier start knew, and how many have not ended. */
async function planFiles({ buckets }: Places, query: Query, now: Date): Promise<Plan> {
  const known = await findImports(query, buckets['uploads'] ?? '');
  const today = dayOf(known) ?? tomorrow(now);
  const year = demoFiles({ seed, today });
  const files = [...year, ...filesSince(year, addDays(today, -1), now)];
  const ended = new Set(known.filter(({ status }) => isEnded(status)).map(({ key }) => key));
  return { files, known, waiting: files.filter(({ key }) => !ended.has(key)).length };
}

async function dropFiles(
  addresses: Places,
  query: Query,
  { files, known }: Plan,
  onProgress: (line: string) => void,
  now: () => Date,
  onRecent: () => void,
): Promise<void> {
  const bucket = addresses.buckets['uploads'] ?? '';
  const { s3: endpoint, region, credentials } = addresses;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  if (known.some(({ status }) => !isEnded(status))) await resume(addresses, query, bucket);
  const recentFiles = files.findIndex(({ key }) => key.startsWith('uploads/stock/opening-'));
  for (const [index, file] of files.entries()) {
    if (index === recentFiles) {
      await fold(addresses);
      onRecent();
    }
    const before = known.find(({ key }) => key === file.key);
    if (before !== undefined && isEnded(before.status)) continue;
    const began = performance.now();
    if (before === undefined) {
      const Body = await textOf(file, now());
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: file.key, Body, ContentType: 'text/csv' }));
    }
    const ended = await ending(query, bucket, file.key, (found) => onProgress(line(files, index, file, found)));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    onProgress(`${line(files, index, file, ended)} in ${seconds} s`);
  }
  await foldAll(addresses, query);
  await subscribeDemo(query, now());
  onRecent();
}

async function textOf(file: DemoFile, now: Date): Promise<string> {
  let text = '';
  for await (const chunk of file.chunks()) text += chunk;
  return until(now, text);
}

/** Waits for the end of an import; tells how far it is every 5 s, if it moves. */
async function ending(query: Query, bucket: string, key: string, tell: (found: Found) => void): Promise<Found> {
  let told = '';
  for (let polls = 1; ; polls += 1) {
    await sleep(pollMs);
    const [found] = await findImports(query, bucket, key);
    if (found === undefined) continue;
    if (isEnded(found.status)) return found;
    if (polls % 12 === 0 && found.offset !== told) tell(found);
    told = found.offset;
  }
}

/** The newest import of each key, or of one. */
async function findImports(query: Query, bucket: string, key: string | null = null): Promise<Found[]> {
  const rows = await query(
    `select distinct on (key) key, status, size::text, byte_offset::text as "offset", rows_read::text as "rows",
       rejected::text
     from import where bucket = :bucket and key like 'uploads/%' and (:key::text is null or key = :key)
     order by key, id desc`,
    { bucket, key },
  );
  return rows as Found[];
}

/** Whoever worked on an import in an earlier run is gone with it: the import goes on at once, not at the next sweep. */
async function resume({ lambda, region, credentials }: Places, query: Query, bucket: string): Promise<void> {
  const waiting = await query(
    `update import set lease_until = null where bucket = :bucket and status in ('received', 'running')
     returning id::text`,
    { bucket },
  );
  const client = new LambdaClient({ endpoint: lambda, region, credentials });
  const [trigger] = readManifest(serviceFile).uploads;
  for (const { id } of waiting) {
    const Payload = JSON.stringify({ resume: id });
    await client.send(new InvokeCommand({ FunctionName: trigger?.functionName, InvocationType: 'Event', Payload }));
  }
}

/** Has what is in folded into the figures now; the schedule would begin within a minute. */
async function fold(
  { lambda, region, credentials }: Places,
  InvocationType: 'Event' | 'RequestResponse' = 'Event',
): Promise<void> {
  const folder = readManifest(serviceFile).functions.find(({ key }) => key === 'foldFacts');
  const client = new LambdaClient({ endpoint: lambda, region, credentials });
  await client.send(new InvokeCommand({ FunctionName: folder?.name, InvocationType, Payload: '{}' }));
}

/** Waits until what follows from all of it is worked out, sales a day too: plans that began before would stand on less. */
async function foldAll(addresses: Places, query: Query): Promise<void> {
  for (let tries = 0; tries < mostFolds; tries += 1) {
    await fold(addresses, 'RequestResponse');
    const [left] = await query(
      `select count(*)::text as stores from store_availability
       where demand_to is null or demand_to < told_to or is_restated or exists (select from fact_delta)`,
    );
    if (left?.['stores'] === '0') return;
    await sleep(foldPauseMs);
  }
}

/** The day for which an earlier start made the files; a year made for another day would be another year. */
function dayOf(known: Found[]): string | undefined {
  const dates = known.map(({ key }) => /^uploads\/stock\/stocktake-(\d{4}-\d\d-\d\d)\.csv$/.exec(key)?.[1]);
  const from = dates.find((date) => date !== undefined);
  return from === undefined ? undefined : addDays(from, recentDays);
}

const isEnded = (status: string): boolean => ['done', 'done_with_errors', 'failed'].includes(status);

function line(files: DemoFile[], index: number, { describe }: DemoFile, found: Found): string {
  const share = Number(found.size) === 0 ? 1 : Number(found.offset) / Number(found.size);
  const percent = `${Math.floor((100 * (index + share)) / files.length)} %`;
  const rows = `${Number(found.rows).toLocaleString('en')} rows`;
  const trouble = found.status === 'failed' ? ', FAILED' : found.rejected === '0' ? '' : `, ${found.rejected} refused`;
  return `  demo data ${percent.padStart(6)}       ${describe}: ${rows}${trouble}`;
}

/** Whether the cloud has stopped, as it may at any time: its ports are closed, or close in the middle of a call. */
function isGone(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up/.test(`${code} ${message}`);
}
