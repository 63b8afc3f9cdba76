import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './run.ts';
import type { Stack } from './stack.ts';
import { root } from './target.ts';

/** Where the web app of a stack finds its API and its sign-in: what `/config.json` says. */
export const webConfig = ({
  ApiUrl,
  AuthIssuer,
  AuthClientId,
}: Pick<Stack, 'ApiUrl' | 'AuthIssuer' | 'AuthClientId'>) =>
  ({ apiUrl: ApiUrl, authIssuer: AuthIssuer, authClientId: AuthClientId }) as const;

/** Builds the web app into a folder, with the `/config.json` of this stack. */
export async function buildWeb(stack: Stack, folder: string): Promise<void> {
  const vite = join(createRequire(import.meta.url).resolve('vite/package.json'), '../bin/vite.js');
  // By itself Vite would write a copy of its configuration into node_modules.
  const args = ['build', join(root, 'web'), '--configLoader', 'native', '--outDir', folder, '--emptyOutDir'];
  await run(process.execPath, [vite, ...args], { NODE_ENV: 'production' });
  await writeFile(join(folder, 'config.json'), JSON.stringify(webConfig(stack)));
}
