import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { describe, expect, test } from 'vitest';
import { sentence } from '#resources/command.ts';

/** Runs a command as somebody without credentials. */
function run(file: string, ...args: string[]): { status: number | null; out: string; errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true' },
  });
  return { status, out: stdout, errors: stderr };
}

const commands = {
  deploy: 'resources/deploy/deploy.ts',
  remove: 'resources/deploy/remove.ts',
  redrive: 'resources/deploy/redrive.ts',
  admin: 'resources/deploy/admin.ts',
  package: 'resources/deploy/package.ts',
};
const all = Object.entries(commands);
// The others need no stage to be named.
const ofStages = all.filter(([name]) => name !== 'admin' && name !== 'package');
const withoutTrace = expect.not.stringMatching(/\n\s+at |node:internal/);

describe('npm run', { timeout: 60_000 }, () => {
  test.each(all)('%s tells with --help what there is', (name, file) => {
    const { status, out, errors } = run(file, '--help');
    expect([status, errors]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^npm run ${name} -- `));
  });

  test.each(all)('%s ends with a sentence and its usage at an option that it does not know', (name, file) => {
    const { status, errors } = run(file, '--sage', 'dev');
    expect(status).toBe(1);
    expect(errors).toContain(`Unknown option '--sage'. This is what there is:\n\nnpm run ${name}`);
    expect(errors).toEqual(withoutTrace);
  });

  test.each(ofStages)('%s wants to be told the stage, by a name that can be one', (_, file) => {
    expect(run(file).errors).toContain('Which stage? For example: --stage dev');
    expect(run(file, '--stage', 'Dev').errors).toContain('--stage Dev: a stage is named by');
    expect(run(file, '--stage', 'local').errors).toContain("a name of serverless.yml's own");
  });

  test.each(ofStages)('%s says which credentials it looked for and did not find', (_, file) => {
    const { status, errors } = run(file, '--stage', 'dev');
    expect(status).toBe(1);
    expect(errors).toContain('Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    expect(errors).toEqual(withoutTrace);
  });

  test('deploy refuses prod before anything else while it has the examples, and warns elsewhere', () => {
    const prod = run(commands.deploy, '--stage', 'prod', '--param', 'chain=demo');
    expect(prod.errors).toMatch(/^Before prod is released, choose:\n.*chain[^]*\nNot released\.\n$/);
    expect(prod.errors).not.toContain('AWS_PROFILE');
    const dev = run(commands.deploy, '--stage', 'dev', '--param', 'chain=demo');
    expect(dev.out).toMatch(/^Warning: .*chain.* is an example/m);
    expect(dev.errors).toContain('AWS_PROFILE');
  });

  test('start points to --help at an option that it does not know', () => {
    const { status, errors } = run('resources/local/start.ts', '--prot', '4500');
    expect(status).toBe(1);
    expect(errors).toContain("Unknown option '--prot'. This is what there is:\n\nnpm start -- [options]");
    expect(errors).toEqual(withoutTrace);
  });
});

describe('an error', () => {
  const of = (name: string, message: string) => Object.assign(new Error(message), { name });

  test('of AWS about a stack that is not there says that nothing is deployed', () => {
    const missing = ['Stack with id stockroom-x does not exist', 'Stack [stockroom-x] does not exist'];
    for (const message of missing)
      expect(sentence(of('ValidationError', message), '')).toBe(
        'There is no stack stockroom-x: nothing is deployed under that stage.',
      );
  });

  test('of credentials that have expired says so', () => {
    expect(sentence(of('ExpiredTokenException', 'The security token is expired'), '')).toMatch(/does not take these/);
  });

  test('of the command line comes with the usage, any other as it is', () => {
    const wrong = () => parseArgs({ args: ['--stage'], options: { stage: { type: 'string' } } });
    let thrown: unknown;
    try {
      wrong();
    } catch (error) {
      thrown = error;
    }
    expect(sentence(thrown, 'USAGE')).toMatch(/argument missing[^]*\n\nUSAGE$/);
    expect(sentence(new Error('no room'), 'USAGE')).toBe('no room');
  });
});
