import type { Addresses } from './addresses.ts';

/** Tells a person at the console what happens. Silent if `quiet`. */
export type Console = {
  say: (line: string) => void;
  /** Runs one step of a start, and says how long it took; `note` may add what came of it. */
  step: <T>(name: string, work: () => Promise<T>, note?: (result: T) => string) => Promise<T>;
};

/** A console that writes to standard output. */
export function openConsole(quiet: boolean): Console {
  const say = (line: string): void => {
    if (!quiet) console.log(line);
  };
  return {
    say,
    step: async (name, work, note = () => '') => {
      const began = performance.now();
      const result = await work();
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      const extra = note(result);
      say(`  ${name.padEnd(22)} ${seconds.padStart(5)} s${extra === '' ? '' : `  ${extra}`}`);
      return result;
    },
  };
}

/** Every address of the local cloud and what it is, as a table. */
export function addressTable(addresses: Addresses): string {
  const { postgres } = addresses;
  const rows = [
    ['Web application', addresses.web, 'open this'],
    ['API', addresses.api, 'the routes of serverless.yml'],
    ['Mailbox', addresses.mail, 'every mail that was sent (SES)'],
    ['Events', `${addresses.events}/_local/events`, 'the last events and dead letters (EventBridge)'],
    ['Files', addresses.s3, `S3; buckets: ${Object.values(addresses.buckets).join(', ') || 'none'}`],
    ['Sign-in', addresses.auth, 'people without passwords (Cognito)'],
    ['Data API', addresses.dataApi, 'RDS Data API'],
    ['Functions', addresses.lambda, "Lambda's Invoke"],
    ['PostgreSQL', `${postgres.host}:${postgres.port}`, `database ${postgres.database}`],
  ] as const;
  const width = Math.max(...rows.map(([, url]) => url.length));
  return rows.map(([name, url, what]) => `  ${name.padEnd(16)} ${url.padEnd(width)}  ${what}`).join('\n');
}
