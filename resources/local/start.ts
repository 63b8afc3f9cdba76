import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sentence } from '#resources/command.ts';
import { readAddresses } from './addresses.ts';
import { addressTable } from './console.ts';
import { type Cloud, startCloud } from './index.ts';
import { refuseLocked } from './lock.ts';
import { findPerson } from './people.ts';
import { choosePorts } from './ports.ts';
import { AlreadyRunning, refuseRunning } from './state.ts';

const usage = `npm start -- [options]

  --port <first>     the first of eleven ports in a row (default 4400)
  --fresh            deletes all data first
  --no-demo          does not load the demo data: an empty chain, to be set up by its first admin (Ada)
  --directory <dir>  where the state is kept (default .local)`;

/** How long a stop may take before the process ends anyway. */
const stopLimitMs = 4_500;

const root = resolve(import.meta.dirname, '../..');
const abort = new AbortController();
let cloud: Cloud | undefined;
let signals = 0;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: true },
      directory: { type: 'string', default: join(root, '.local') },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  await refuseRunning(values.directory);
  refuseLocked(values.directory);
  const base = values.port === undefined ? undefined : Number(values.port);
  // A run that was killed may have left its database behind; the next start takes it over.
  const left = readAddresses(values.directory)?.postgres.port;
  const ports = await choosePorts(base, (line) => console.log(line), left === undefined ? [] : [left]);
  console.log('Starting the local cloud:');
  const began = performance.now();
  cloud = await startCloud({
    directory: values.directory,
    ports,
    serviceFile: join(root, 'serverless.yml'),
    fresh: values.fresh,
    demo: values.demo,
    signal: abort.signal,
  });
  if (signals > 0) return;
  const { addresses, demo } = cloud;
  console.log(`\nUp after ${Math.ceil((performance.now() - began) / 1000)} s.`);
  if (demo !== undefined && demo.files > 0) {
    console.log(
      `Demo data is loading (${demo.files} files; a whole year takes about a minute); figures grow meanwhile. ` +
        'Plans, alerts and reports follow when all of it is in.',
    );
    // Its progress has moved the addresses out of sight by then.
    void demo.all.then((isIn) => isIn && console.log(`All of the demo data is in. Open ${addresses.web}`));
  }
  if (!values.demo)
    console.log(`Sign in as ${findPerson('admin').name}, who sets up the chain and invites the others.`);
  console.log(`\n${addressTable(addresses, values.directory)}\n`);
  console.log('A token for the command line: npm run -s token -- manager\nStop with Ctrl-C.\n');
}

function onSignal(): void {
  signals += 1;
  if (signals > 1) process.exit(130);
  console.log('\nStopping ...');
  abort.abort(new Error('stopped by hand'));
  setTimeout(() => process.exit(1), stopLimitMs).unref();
  // A start that is under way stops what did start by itself, and main() ends the process.
  if (cloud !== undefined) void cloud.stop().then(() => process.exit(0));
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
process.on('SIGHUP', onSignal);
// The terminal may be gone before everything is stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await main();
} catch (error) {
  if (signals > 0) process.exit(0);
  console.error(error instanceof AlreadyRunning || isPlain(error) ? sentence(error, usage) : error);
  process.exit(1);
}

/** Errors that tell a person what to do, rather than a developer where something broke. */
function isPlain(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /^(Port |--|No block|Another start|The database was made|The web application|serverless offline|Unknown |Option |Unexpected argument)/.test(
      error.message,
    )
  );
}
