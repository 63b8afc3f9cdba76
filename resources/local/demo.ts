import { existsSync } from 'node:fs';
import type { Addresses } from './addresses.ts';

/** Loads the demo data into the cloud at `addresses`, if the repository has any. `onProgress` takes lines to print. */
export async function loadDemo(addresses: Addresses, onProgress: (line: string) => void): Promise<void> {
  const file = new URL('./demo/load.ts', import.meta.url);
  if (!existsSync(file)) return;
  const { loadDemo: load } = (await import(file.href)) as {
    loadDemo: (addresses: Addresses, onProgress: (line: string) => void) => Promise<void>;
  };
  await load(addresses, onProgress);
}
