import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from './stack.ts';

type Urls = Pick<Stack, 'WebUrl' | 'ApiUrl' | 'WebTarget'> & Partial<Pick<Stack, 'ServiceEndpointWebsocket'>>;

/** One thing that must be so once a release is out. */
type Check = { what: string; url: string; problem: (answer: Response, text: string) => string | undefined };

function checks({ WebUrl, ApiUrl }: Urls, page: string): Check[] {
  const status = (wanted: number) => (answer: Response) =>
    answer.status === wanted ? undefined : `answers ${answer.status}, not ${wanted}`;
  return [
    { what: 'The API is up', url: `${ApiUrl}/health`, problem: status(200) },
    {
      what: 'The API describes itself',
      url: `${ApiUrl}/openapi.json`,
      problem: (answer, text) =>
        status(200)(answer) ?? (text.includes('"openapi":"3.1') ? undefined : 'is no OpenAPI 3.1 document'),
    },
    { what: 'Nobody gets in without a token', url: `${ApiUrl}/me`, problem: status(401) },
    {
      what: 'The web app is this release',
      url: `${WebUrl}/`,
      problem: (answer, text) => status(200)(answer) ?? (text === page ? undefined : 'is another page than was built'),
    },
    {
      what: 'The web app may load nothing foreign',
      url: `${WebUrl}/`,
      problem: (answer) =>
        /default-src 'none'/.test(answer.headers.get('content-security-policy') ?? '')
          ? undefined
          : 'has no Content-Security-Policy that forbids by default',
    },
    { what: 'The web app has its configuration', url: `${WebUrl}/config.json`, problem: status(200) },
  ];
}

/**
 * Asks the release that has just gone out for what must be so. What is not is asked again for a while: caches, and hosts
 * that look for files each minute, need their time.
 * @param folder the web app as it was built
 * @param say is told each thing that holds
 * @param patienceMs how long to ask again, in ms
 * @throws Error with everything that does not hold, a line each
 */
export async function smokeTest(
  stack: Urls,
  folder: string,
  say: (line: string) => void,
  patienceMs = 180_000,
): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  const until = Date.now() + patienceMs;
  const found = await Promise.all(
    checks(stack, page).map((check) => persist(check, { until, pauseMs: patienceMs / 36 }, say)),
  );
  const { ServiceEndpointWebsocket: sockets } = stack;
  if (sockets !== undefined) {
    const status = await socketStatus(sockets);
    if (status === 401) say(`Nobody opens a socket without a ticket: ${sockets}`);
    else found.push(`Nobody opens a socket without a ticket? ${sockets} answers ${status}, not 401`);
  }
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  const unknown = problems.some((problem) => problem.includes('ENOTFOUND'));
  const hint = unknown ? [`Its name is not known yet: have the DNS record point to ${stack.WebTarget}`] : [];
  throw new Error([...problems, ...hint].join('\n'));
}

/** What is answered to a browser that wants to open a socket, without anything that would let it in: a status, or why none. */
function socketStatus(url: string): Promise<number | string | undefined> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-version': '13',
  };
  const { request } = url.startsWith('wss:') ? https : http;
  return new Promise((resolve) => {
    const asked = request(url.replace(/^ws/, 'http'), { headers, timeout: 35_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode);
    });
    asked.on('timeout', () => asked.destroy(new Error('nothing for 35 s')));
    asked.on('error', ({ message }) => resolve(message));
    asked.end();
  });
}

async function persist(
  check: Check,
  { until, pauseMs }: { until: number; pauseMs: number },
  say: (line: string) => void,
): Promise<string | undefined> {
  for (;;) {
    const problem = await ask(check);
    if (problem === undefined) {
      say(`${check.what}: ${check.url}`);
      return undefined;
    }
    if (Date.now() >= until) return `${check.what}? ${check.url} ${problem}`;
    await sleep(pauseMs);
  }
}

async function ask({ url, problem }: Check): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(35_000) });
    return problem(answer, await answer.text());
  } catch (error) {
    const { message, cause } = error as Error;
    return `does not answer: ${cause instanceof Error ? cause.message : message}`;
  }
}
