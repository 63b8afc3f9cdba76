import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { startChild, tailOf } from './child.ts';
import { listen, type Listening, sendJson } from './listen.ts';
import { host } from './ports.ts';
import { webHeaders } from './web-headers.ts';

const compress = promisify(gzip);

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const compressible = /^(text|application\/(json|wasm|manifest)|image\/svg)/;

/**
 * Builds the web application with Vite, if its sources changed since the last build; the hash of the sources is kept in
 * `directory`, which must be on the same disk. Answers what it did.
 *
 * @throws with the end of the log if the build fails
 */
export async function buildWeb(options: {
  root: string;
  directory: string;
  logFile: string;
  environment: Record<string, string>;
}): Promise<'built' | 'unchanged' | 'absent'> {
  const sources = join(options.root, 'web');
  if (!existsSync(join(sources, 'index.html'))) return 'absent';
  const hash = hashOf(options.root, ['web', 'domain', 'package-lock.json']);
  const dist = join(sources, 'dist');
  const hashFile = join(options.directory, 'web-build-hash');
  const isBuilt = existsSync(join(dist, 'index.html'));
  if (isBuilt && existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return 'unchanged';
  const require = createRequire(import.meta.url);
  // Built beside and put in place whole: another cloud may be serving the last build.
  const unfinished = join(options.directory, `web-build-${process.pid}`);
  const build = startChild({
    script: join(require.resolve('vite/package.json'), '../bin/vite.js'),
    // By itself Vite would write a copy of its configuration into node_modules.
    arguments: ['build', sources, '--configLoader', 'native', '--outDir', unfinished, '--emptyOutDir'],
    directory: options.root,
    environment: { ...options.environment, NODE_ENV: 'production' },
    logFile: options.logFile,
  });
  const code = await build.ended;
  if (code !== '0') {
    await rm(unfinished, { recursive: true, force: true });
    throw new Error(`The web application could not be built:\n${tailOf(options.logFile)}`);
  }
  await rm(dist, { recursive: true, force: true });
  await rename(unfinished, dist);
  await writeFile(hashFile, hash);
  return 'built';
}

/** Of the domain the web application imports the pure files only. */
const notInWeb = /^(dist|node_modules|platform|migrations)$|\.(actions|sql)\.ts$|\.sql$/;

function hashOf(root: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (name: string): void => {
    const path = join(root, name);
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) {
      hash.update(name).update(readFileSync(path));
      return;
    }
    for (const entry of readdirSync(path).toSorted()) {
      if (!notInWeb.test(entry)) add(join(name, entry));
    }
  };
  for (const name of names) add(name);
  return hash.digest('hex');
}

/**
 * Serves the built web application as CloudFront would: unknown paths get the application's page, files with a hash in
 * their name may be kept for ever, and the cloud's Content-Security-Policy lets it talk to `origins` and itself alone.
 * `config` is what `/config.json` says.
 */
export async function startWeb(options: {
  port: number;
  dist: string;
  config: Record<string, string>;
  origins: readonly string[];
}): Promise<Listening> {
  const { security: headers, assetsCache, pagesCache } = webHeaders(options.origins);

  async function send(response: ServerResponse, file: string, acceptsGzip: boolean): Promise<void> {
    const type = types[extname(file)] ?? 'application/octet-stream';
    const isHashed = file.startsWith(join(options.dist, 'assets'));
    const zipped = acceptsGzip && compressible.test(type);
    const bytes = readFileSync(file);
    response
      .writeHead(200, {
        ...headers,
        'content-type': type,
        'cache-control': isHashed ? assetsCache : pagesCache,
        ...(zipped ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : {}),
      })
      .end(zipped ? await compress(bytes) : bytes);
  }

  const server = await listen(options.port, async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', `http://${host}`);
    if (request.headers.host?.startsWith('localhost') === true) {
      // Sign-in and CORS know one origin only.
      response.writeHead(302, { location: `${server.url}${pathname}${search}` }).end();
      return undefined;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
      return undefined;
    }
    if (pathname === '/config.json') {
      return sendJson(response, 200, options.config, { ...headers, 'cache-control': pagesCache });
    }
    const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    const wanted = join(options.dist, normalize(decodeURIComponent(pathname)));
    if (wanted.startsWith(join(options.dist, '/')) && existsSync(wanted) && statSync(wanted).isFile()) {
      return send(response, wanted, acceptsGzip);
    }
    const page = join(options.dist, 'index.html');
    if (extname(pathname) === '' && existsSync(page)) return send(response, page, acceptsGzip);
    const text = existsSync(page) ? 'Not found' : 'The web application is not built.';
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end(text);
    return undefined;
  });
  return server;
}
