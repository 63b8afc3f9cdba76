import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/**
 * Bundles a function as the package for the cloud does (custom.esbuild in serverless.yml).
 * @returns the bundle, and its size in bytes
 */
export async function bundle(entry: string, directory: string): Promise<{ file: string; bytes: number }> {
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
