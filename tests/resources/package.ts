import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Properties, Resource, Template } from './template.ts';

/** A service as it would be deployed: its template, what is deployed beside it, and its folder: of `dev` with the bundles. */
export type Package = {
  template: Template;
  tags: Record<string, string>;
  /** Values that go with the template for its `Parameters`. */
  given: { ParameterKey: string; ParameterValue: string }[];
  folder: string;
};

/** Ways to deploy that differ in their resources: the stage, and the parameters it is given. */
const variants = {
  dev: {},
  prod: {},
  // A function in the network, which has the endpoint alone.
  reader: { readFrom: 'reader', databaseReader: 'yes', databaseMin: '0.5' },
  nat: { nats: '1' },
  // The web app on hosts of its own, and everything else that can be switched on.
  ec2: {
    hosting: 'ec2',
    domain: 'stock.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/a',
    readFrom: 'reader',
    databaseReader: 'yes',
    nats: '2',
    costMonitor: 'on',
    ssh: 'on',
    trustedCidr: '203.0.113.0/24',
  },
} satisfies Record<string, Record<string, string>>;
export type Variant = keyof typeof variants;

/** What this process has asked for; others share the folder. */
const known = new Map<Variant, Promise<Package>>();

/**
 * The service, packaged without credentials or network: once for a variant in a run, however many test files ask for it.
 *
 * @throws with what osls said, if it does not package
 */
export function packaged(variant: Variant): Promise<Package> {
  const found = known.get(variant) ?? packageOnce(variant);
  known.set(variant, found);
  return found;
}

async function packageOnce(variant: Variant): Promise<Package> {
  const folder = join(process.env['TEST_PACKAGES'] ?? '', variant);
  const ended = join(folder, 'ended');
  if (claimed(folder)) writeFileSync(ended, await run(variant, folder));
  // Another test file is at it: packaging takes some 5 s.
  while (!existsSync(ended)) await setTimeout(100);
  const failure = readFileSync(ended, 'utf8');
  if (failure !== '') throw new Error(`osls package of ${variant} failed:\n${failure}`);
  return read(join(folder, 'out'));
}

/** Makes the folder; false if another process has made it before. */
function claimed(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Packages into `folder`, from a copy of serverless.yml: osls builds in a folder beside it, where two would mix.
 *
 * @returns what osls said if it failed, otherwise nothing
 */
async function run(variant: Variant, folder: string): Promise<string> {
  const place = join(folder, 'service');
  mkdirSync(place);
  copyFileSync('serverless.yml', join(place, 'serverless.yml'));
  for (const name of ['package.json', 'tsconfig.json', 'resources', 'domain', 'node_modules'])
    symlinkSync(resolve(name), join(place, name));
  // The variants differ in their templates; the bundles are the same, so they are made once.
  if (variant === 'dev') symlinkSync(resolve('functions'), join(place, 'functions'));
  else writeEmptyFunctions(place);
  const osls = resolve('node_modules/serverless/bin/serverless.js');
  const params = Object.entries(variants[variant]).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const args = [osls, 'package', '--stage', variant, ...params, '--package', join(folder, 'out')];
  const child = spawn(process.execPath, args, {
    cwd: place,
    // osls leaves folders behind where it zips: in ours they go with the rest.
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((done) => child.on('close', done));
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return (await closed) === 0 ? '' : `${out}${errors}` || 'nothing was said';
}

function writeEmptyFunctions(place: string): void {
  for (const [, name = ''] of readFileSync('serverless.yml', 'utf8').matchAll(/handler: (\S+)\.handler/g)) {
    const file = join(place, `${name}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'export const handler = () => undefined;');
  }
}

function read(folder: string): Package {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const template = json('cloudformation-template-update-stack.json') as Omit<Template, 'Resources'> & {
    Resources: Record<string, Omit<Resource, 'Properties'> & { Properties?: Properties }>;
  };
  const { provider } = (json('serverless-state.json') as { service: { provider: Properties } }).service;
  return {
    template: {
      ...template,
      Resources: Object.fromEntries(
        Object.entries(template.Resources).map(([id, resource]) => [id, { Properties: {}, ...resource }]),
      ),
    },
    tags: provider['stackTags'] as Record<string, string>,
    given: provider['stackParameters'] as Package['given'],
    folder,
  };
}
