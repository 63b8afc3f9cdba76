import { join, relative } from 'node:path';
import type { Addresses } from './addresses.ts';
import { appRole } from './roles.ts';

/** Tells a person at the console what happens. Silent if `quiet`. */
type Console = {
  say: (line: string) => void;
  /** Runs one step of a start, and says that it is under way and then how long it took; `note` may add what came of it. */
  step: <T>(name: string, work: () => Promise<T>, note?: (result: T) => string) => Promise<T>;
};

/** Where a console writes: a terminal, if `isTTY`, of so many `columns`. */
type Output = { isTTY?: boolean; columns?: number; write: (text: string) => unknown };

/** Where lines cannot be rewritten, a step that takes longer than this is named before it ends; most take no time. */
const namedAfterMs = 500;

const clearLine = '\r\u001B[K';

/**
 * A console that writes to `output`. Steps run beside each other, so a terminal's last line names all that are under
 * way; elsewhere each that takes long gets a line of its own, and one more at its end.
 */
export function openConsole(quiet: boolean, output: Output = process.stdout): Console {
  const isTerminal = output.isTTY === true;
  const underWay = new Set<string>();
  const draw = (): void => {
    if (quiet || !isTerminal) return;
    const names = underWay.size === 0 ? '' : `  ${[...underWay].join(', ')} …`;
    // A terminal that does not know its width says 0.
    const width = output.columns === undefined || output.columns === 0 ? 80 : output.columns;
    // Back to the start of the line: whatever somebody else prints goes over it.
    output.write(`${clearLine}${names.slice(0, width - 1)}\r`);
  };
  const say = (line: string): void => {
    if (quiet) return;
    output.write(`${isTerminal ? clearLine : ''}${line}\n`);
    if (underWay.size > 0) draw();
  };
  return {
    say,
    step: async (name, work, note = () => '') => {
      const began = performance.now();
      underWay.add(name);
      draw();
      const naming = isTerminal ? undefined : setTimeout(() => say(`  ${name} …`), namedAfterMs);
      try {
        const result = await work();
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        const extra = note(result);
        underWay.delete(name);
        say(`  ${name.padEnd(22)} ${seconds.padStart(5)} s${extra === '' ? '' : `  ${extra}`}`);
        return result;
      } finally {
        clearTimeout(naming);
        if (underWay.delete(name)) draw();
      }
    },
  };
}

/** Every address of the local cloud whose state is in `directory`, and what it is: first those for a browser. */
export function addressTable(addresses: Addresses, directory: string): string {
  const { postgres } = addresses;
  const server = `${postgres.host}:${postgres.port}`;
  const toOpen = [
    ['Web application', addresses.web, 'open this'],
    ['API, described', `${addresses.api}/docs`, 'every route, to read'],
    ['Mailbox', addresses.mail, 'every mail that was sent (SES)'],
  ] as const;
  const forPrograms = [
    ['API', addresses.api, 'the routes of serverless.yml'],
    ['Files', addresses.s3, `S3; buckets: ${Object.values(addresses.buckets).join(', ') || 'none'}`],
    ['Sign-in', addresses.auth, 'OpenID Connect, people without passwords (Cognito)'],
    ['Events', `${addresses.events}/_local/events`, 'EventBridge: the last events and dead letters, as JSON'],
    ['Data API', addresses.dataApi, 'RDS Data API'],
    ['Changes', addresses.live, 'WebSocket; POST /live/ticket lets in'],
    ['Functions', addresses.lambda, "Lambda's Invoke"],
    ['PostgreSQL', server, `password: "app" in ${relative('', join(directory, 'secrets.json'))}`],
    ['', `psql "postgresql://${appRole}@${server}/${postgres.database}"`, ''],
  ] as const;
  // The line without a name has nothing after it to stand in a column.
  const width = Math.max(...[...toOpen, ...forPrograms].map(([name, url]) => (name === '' ? 0 : url.length)));
  const lines = (rows: readonly (readonly [string, string, string])[]): string =>
    rows.map(([name, url, what]) => `    ${name.padEnd(16)} ${url.padEnd(width)}  ${what}`.trimEnd()).join('\n');
  return `  To open:\n${lines(toOpen)}\n\n  For programs:\n${lines(forPrograms)}`;
}
