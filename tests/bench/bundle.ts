import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { readManifest } from '#local/manifest.ts';
import leanBundles from '#resources/lean-bundles.ts';
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
    mainFields: ['module', 'main'],
    plugins: leanBundles,
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return { file: outfile, bytes: statSync(outfile).size };
}

/** How large the bundle of each function of serverless.yml is, and how long a fresh process takes to load it. */
export async function benchStart(cloud: BenchCloud, table: Table): Promise<void> {
  table.section('Bundles, and what a cold start loads (median of 5 processes)');
  for (const { key, handler } of readManifest(join(root, 'serverless.yml')).functions) {
    const { file, bytes } = await bundle(handler.replace(/\.handler$/, '.ts'), cloud.directory);
    const starts: number[] = [];
    for (let start = 0; start < 5; start += 1) {
      const running = await cloud.run(file, 'postgres');
      starts.push(running.readyMs);
      await running.stop();
    }
    table.row(key, `${Math.round(bytes / 1024)} KB`, `loads in ${median(starts).toFixed(0)} ms`);
  }
}
