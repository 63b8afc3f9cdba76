import { parse } from 'yaml';
import * as z from 'zod';
import type { Stack } from './stack.ts';

/** What a parameter may be here; a list or a map is nobody's choice, and empty. */
const Value = z.union([z.string(), z.number(), z.boolean()]).catch('');
const Params = z.record(z.string(), Value);
const Service = z.object({ params: z.record(z.string(), Params) });

/** serverless.yml's `params` as a stage gets them. */
export type Choices = z.output<typeof Params>;

/** Words of which a parameter takes one, when its default is one of them. */
const words = [
  ['on', 'off'],
  ['yes', 'no'],
  ['true', 'false'],
  ['s3', 'ec2'],
  ['writer', 'reader'],
  ['OFF', 'ENFORCED'],
  ['ACTIVE', 'INACTIVE'],
];

/**
 * What a stage is deployed with: the values under `default`, those under its name, and those given by `--param`.
 * @param text serverless.yml
 * @param given `name=value`
 * @throws Error for a name that serverless.yml does not know, or a value that is not of the default's kind
 */
export function choicesOf(text: string, stage: string, given: readonly string[]): Choices {
  // Values such as !Ref are CloudFormation's affair.
  const { params } = Service.parse(parse(text, { logLevel: 'silent' }));
  const { default: defaults = {}, [stage]: own = {} } = params;
  const chosen: Choices = { ...own };
  for (const pair of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new Error(`--param ${pair}: write it as name=value`);
    chosen[name] = value;
  }
  for (const [name, value] of Object.entries(chosen)) {
    if (!(name in defaults))
      throw new Error(`serverless.yml has no parameter "${name}": they stand under params, default`);
    const wanted = kindOf(defaults[name]);
    if (wanted !== undefined && !wanted.fits(String(value)))
      throw new Error(`${name}: ${String(value)} is not ${wanted.name}`);
  }
  return { ...defaults, ...chosen };
}

function kindOf(
  example: z.output<typeof Value> | undefined,
): { name: string; fits: (value: string) => boolean } | undefined {
  if (typeof example === 'number') return { name: 'a number', fits: (value) => /^\d+(\.\d+)?$/.test(value) };
  const among = words.find((some) => some.includes(String(example)));
  return among && { name: among.join(' or '), fits: (value) => among.includes(value) };
}

const examples = {
  chain: { isExample: (value: string) => value === 'demo', why: 'names of buckets must be unique in the world' },
  mailFrom: { isExample: isExampleAddress, why: 'an address of yours, that mail comes from' },
  mailTo: { isExample: isExampleAddress, why: 'an address of yours, that alarms and mails about imports go to' },
};

function isExampleAddress(value: string): boolean {
  return /@example\.(com|net|org)$/.test(value);
}

/** The choices that are still the examples of this repository: a line for each, with the line of serverless.yml to edit. */
export function unchosen(text: string, stage: string, choices: Choices): string[] {
  return Object.entries(examples).flatMap(([name, { isExample, why }]) => {
    const value = String(choices[name]);
    return isExample(value) ? [`${whereIs(text, stage, name)}: "${value}" is an example; ${why}`] : [];
  });
}

/** Where a parameter of a stage is written, or is to be. */
function whereIs(text: string, stage: string, name: string): string {
  const lines = text.split('\n');
  const begin = lines.indexOf(`  ${stage}:`);
  if (begin === -1) return `serverless.yml, under params, in a new part "${stage}:", ${name}`;
  const own = lines.slice(begin + 1);
  const end = own.findIndex((line) => !line.startsWith('    '));
  const at = own.slice(0, end).findIndex((line) => line.startsWith(`    ${name}:`));
  return at === -1
    ? `serverless.yml, line ${begin + 1}, under params, ${stage}: add ${name}`
    : `serverless.yml, line ${begin + 2 + at}, under params, ${stage}: ${name}`;
}

/** Where the web app is served and by what, and whose data the buckets hold: what a release changes for everybody. */
type Standing = { hosting: string; domain: string; chain: string };

/** From the outputs of the stack; without a chain where the site's bucket is named otherwise. */
function standingOf({ WebUrl, WebTarget, SiteBucketName }: Stack, stage: string): Partial<Standing> {
  const host = WebUrl.replace('https://', '');
  const chain = new RegExp(`^[a-z0-9]+-(.+)-${stage}-site$`).exec(SiteBucketName)?.[1];
  return {
    hosting: WebTarget.endsWith('.cloudfront.net') ? 's3' : 'ec2',
    domain: host === WebTarget ? '' : host,
    ...(chain !== undefined && { chain }),
  };
}

/**
 * What a release would change that nobody changes by the way: a choice that was made by `--param` alone and is missing
 * this time would take the web app off its address, or begin with empty buckets.
 * @returns a line for each
 */
export function changes(stack: Stack, stage: string, choices: Choices): string[] {
  return Object.entries(standingOf(stack, stage)).flatMap(([name, now]) => {
    const next = String(choices[name]);
    return next === now || next.includes('${') ? [] : [`${name} is "${now}" now, and would be "${next}"`];
  });
}
