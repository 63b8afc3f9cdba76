import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const url = z.string();
const addressesOf = z.object({
  web: url,
  api: url,
  s3: url,
  dataApi: url,
  events: url,
  mail: url,
  auth: url,
  lambda: url,
  /** Where open pages hear of changes, through a WebSocket. */
  live: url,
  postgres: z.object({ host: z.string(), port: z.number(), database: z.string() }),
  /** Bucket names by their logical name in serverless.yml. */
  buckets: z.record(z.string(), z.string()),
  databaseArn: z.string(),
  appSecretArn: z.string(),
  ownerSecretArn: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  authClientId: z.string(),
  /** The process that runs it all. */
  pid: z.number(),
});

/** Where everything of a running local cloud is. */
export type Addresses = z.infer<typeof addressesOf>;

const fileIn = (directory: string): string => join(directory, 'addresses.json');

/** Leaves the addresses where tools find them; the file is readable by its owner alone. */
export async function writeAddresses(directory: string, addresses: Addresses): Promise<void> {
  const file = fileIn(directory);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(addresses, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Forgets the addresses of a cloud that has stopped. */
export async function removeAddresses(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
}

/** The addresses that the last start left in `directory`; the cloud itself may be gone. */
export function readAddresses(directory: string): Addresses | undefined {
  const file = fileIn(directory);
  if (!existsSync(file)) return undefined;
  try {
    return addressesOf.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** What a tool says that needs a running cloud and finds none. */
export const notRunning = 'The local cloud is not running. Start it with: npm start';

/** The addresses of the cloud that runs in `directory` at this moment, or undefined if none does. */
export async function runningAddresses(directory: string): Promise<Addresses | undefined> {
  const addresses = readAddresses(directory);
  if (addresses === undefined) return undefined;
  try {
    // The number of a killed process may be another program's by now, so the cloud itself has to say it.
    const answer = await fetch(`${addresses.events}/_local/health`, { signal: AbortSignal.timeout(2_000) });
    const { pid } = z.object({ pid: z.number() }).parse(await answer.json());
    return pid === addresses.pid ? addresses : undefined;
  } catch {
    return undefined;
  }
}
