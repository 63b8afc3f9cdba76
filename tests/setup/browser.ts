import chromium, { inflate } from '@sparticuz/chromium';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium as playwright } from 'playwright-core';

// Not `chromium.args`: they switch web security off, which would hide mistakes in CORS and in the content policy.
const usual = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the Chromium that npm brought, or the one at CHROMIUM_PATH. Where the system lacks Chromium's libraries, the
 * package's own are used. What stays behind in the system's temporary folder is the unpacked browser, one for each
 * version and user.
 * @param more further arguments for Chromium
 * @returns a browser that the caller closes
 */
export async function launchBrowser(more: string[] = []): Promise<Browser> {
  const args = [...usual, ...more];
  const given = process.env['CHROMIUM_PATH'];
  if (given) return playwright.launch({ executablePath: given, args });
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  try {
    return await playwright.launch({ executablePath, args });
  } catch (error) {
    if (!String(error).includes('error while loading shared libraries')) throw error;
    const env = { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
    return playwright.launch({ executablePath, args, env });
  }
}

/**
 * Unpacks the browser once for each version and user. The package unpacks into $TMPDIR and takes whatever file is
 * there already, even of another version or half written by another process: hence a folder of our own, renamed into
 * place when it is whole.
 */
async function unpacked(): Promise<string> {
  const main = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const root = dirname(dirname(main));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `stockroom-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(folder)) return folder;
  const before = process.env['TMPDIR'];
  const making = await mkdtemp(join(tmpdir(), 'stockroom-chromium-'));
  process.env['TMPDIR'] = making;
  try {
    await chromium.executablePath();
    await inflate(join(root, 'bin', 'al2023.tar.br'));
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  // Another process may have been faster; then its folder is as good as ours.
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }));
  return folder;
}
