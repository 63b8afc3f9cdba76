import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { BenchCloud } from './cloud.ts';
import { median, type Table } from './table.ts';

export type Bundle = { file: string; bytes: number };

const root = join(import.meta.dirname, '../..');

/**
 * Bundles a function as the package for the cloud does (custom.esbuild in serverless.yml).
 * @returns the bundle, and its size in bytes
 */
export async function bundle(entry: string, directory: string): Promise<Bundle> {
  const outfile = join(directory, `${basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return { file: outfile, bytes: statSync(outfile).size };
}

/** How large the bundles are, and how long a fresh process takes to load one. */
export async function benchStart(cloud: BenchCloud, bundles: Record<string, Bundle>, table: Table): Promise<void> {
  table.section('Bundles (median of 5 starts)');
  for (const [name, { file, bytes }] of Object.entries(bundles)) {
    const starts: number[] = [];
    for (let start = 0; start < 5; start += 1) {
      const running = await cloud.run(file, 'postgres');
      starts.push(running.readyMs);
      await running.stop();
    }
    table.row(name, `${Math.round(bytes / 1024)} KB`, `loads in ${median(starts).toFixed(0)} ms`);
  }
}
