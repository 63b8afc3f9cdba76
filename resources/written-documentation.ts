import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

const run = promisify(execFile);

/**
 * Writes the OpenAPI document into the bundle that answers with it, as text. Made there it would bring every route with its
 * actions and statements, some 300 KB; written out and compressed it is 50 KB, and always of the routes that it is bundled
 * with.
 */
export const writtenDocumentation: Plugin = {
  name: 'written-documentation',
  setup(build) {
    build.onLoad({ filter: /[/\\]functions[/\\]api[/\\]openapi-text\.ts$/ }, async ({ path }) => {
      // In a process of its own: a build that watches makes it many times, and must see the routes as they are then.
      const print = `import(${JSON.stringify(pathToFileURL(path).href)}).then((it) => process.stdout.write(it.openApiText()))`;
      const { stdout } = await run(process.execPath, ['--eval', print], { maxBuffer: 64 * 1024 ** 2 });
      return { contents: moduleOf(brotliCompressSync(stdout).toString('base64')) };
    });
  },
};

const moduleOf = (packed: string): string => `
  import { brotliDecompressSync } from 'node:zlib';
  export const openApiText = () => brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString();`;
