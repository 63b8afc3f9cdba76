import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '#domain/platform/prepare-database.ts';
import { command } from '#resources/command.ts';
import { checkAccount } from './account.ts';
import { changes, choicesOf, unchosen } from './choices.ts';
import { readKeys } from './keys.ts';
import { type Parts, release } from './release.ts';
import { osls, run } from './run.ts';
import { publishSite } from './site.ts';
import { smokeTest } from './smoke.ts';
import { readStack } from './stack.ts';
import { readOptions, root, serviceText, type Target } from './target.ts';
import { buildWeb } from './web-build.ts';

const usage = `npm run deploy -- --stage <stage> [options]

  --param <name>=<value>  another value for one of the params of serverless.yml, for this release alone; any number
  --yes-change            the web app's hosting or domain, or the chain's name, is meant to change`;

/**
 * How a stack is made. CloudFormation could not take back a database that may not be deleted, if a later part fails; and
 * schedules would fail each minute until the database has its tables.
 */
const atFirst = ['databaseProtected=false', 'loadBalancerProtected=false', 'usersProtected=INACTIVE', 'sweeps=off'];

const say = (line: string): void => console.log(line);

/** The commit that is released, which backups name; empty where the folder is no clone. */
const commit = (): string =>
  spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';

function partsOf(target: Target, folder: string): Parts {
  const built = join(folder, 'package');
  const web = join(folder, 'web');
  let packaged = target;
  return {
    readStack: () => readStack(target.stack),
    readKeys,
    check: () => run('npm', ['run', '--silent', 'check']),
    package(keys) {
      packaged = keys === undefined ? { ...target, params: [...target.params, ...atFirst] } : target;
      const environment = { RELEASE: commit(), ...(keys === undefined ? {} : { AUTH_JWKS: keys }) };
      return osls('package', packaged, ['--package', built], environment);
    },
    checkAccount: () => checkAccount(join(built, 'cloudformation-template-update-stack.json')),
    migrate: ({ DatabaseArn, DatabaseOwnerSecretArn, DatabaseAppSecretArn }) =>
      prepareDatabase(
        {
          databaseArn: DatabaseArn,
          ownerSecretArn: DatabaseOwnerSecretArn,
          appSecretArn: DatabaseAppSecretArn,
          migrations: join(root, 'domain/migrations'),
        },
        say,
      ),
    deploy: () => osls('deploy', packaged, ['--package', built]),
    buildWeb: (stack) => buildWeb(stack, web),
    async publish({ SiteBucketName }) {
      const { published, removed } = await publishSite(SiteBucketName, web, new Date());
      say(`${published} files published, ${removed.length} of old releases removed`);
    },
    async smokeTest(stack) {
      try {
        await smokeTest(stack, web, say);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : ''}\n\n${rollBack(target)}`, { cause: error });
      }
    },
  };
}

const rollBack = ({ stage, params }: Target): string =>
  `The release is out and does not hold. To go back to the one before (it runs on this database too):
  git checkout <its commit> && npm ci && npm run deploy -- --stage ${stage}${params.map((param) => ` --param ${param}`).join('')}`;

const dashboard = ({ region, stack }: Target): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${stack}`;

/** @throws where an example was left in prod, or what is deployed would be changed without `--yes-change` */
async function checkChoices({ stage, stack, params }: Target, mayChange: boolean): Promise<void> {
  const text = serviceText();
  const choices = choicesOf(text, stage, params);
  const left = unchosen(text, stage, choices);
  if (left.length > 0 && stage === 'prod') throw new Error(`Before prod is released, choose:\n${left.join('\n')}`);
  for (const line of left) say(`Warning: ${line}`);
  const deployed = await readStack(stack);
  const changed = deployed === undefined ? [] : changes(deployed, stage, choices);
  if (changed.length > 0 && !mayChange)
    throw new Error(
      `This is not what is deployed:\n${changed.join('\n')}
What is to last stands in serverless.yml under params, ${stage}. If the change is meant: --yes-change`,
    );
}

async function deploy(): Promise<void> {
  const { target, on } = readOptions(['yes-change']);
  await checkChoices(target, on.has('yes-change'));
  const folder = await mkdtemp(join(tmpdir(), 'stockroom-deploy-'));
  try {
    const stack = await release(partsOf(target, folder), say);
    say(`\nReleased to ${target.stage}.`);
    say(`Web app    ${stack.WebUrl}\nAPI        ${stack.ApiUrl}\nDashboard  ${dashboard(target)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await command(usage, deploy, 'Not released.');
