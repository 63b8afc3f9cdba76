import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { userPoolId } from '#local/account.ts';
import { notRunning, runningAddresses } from '#local/addresses.ts';
import { openDirectory } from '#domain/platform/directory.ts';
import { platform } from '#domain/platform/platform.ts';
import { Email } from '#domain/users/person.ts';
import { inviteFirstAdmin } from '#domain/users/invite.actions.ts';
import { command } from '#resources/command.ts';
import { readStack } from './stack.ts';
import { root, targetOf } from './target.ts';

const usage = `npm run admin -- invite <e-mail> [--stage <stage>]

  Makes somebody admin of every store. Without a stage: in the cloud that runs on this machine.
  --directory <dir>  where that one keeps its state (default .local)`;

/** Leads the platform to the database and the user pool of a deployed stage. */
async function pointAtStage(stage: string): Promise<void> {
  const { stack } = targetOf(stage);
  const found = await readStack(stack);
  if (found === undefined) throw new Error(`There is no stack ${stack}: nothing is deployed under that stage.`);
  Object.assign(process.env, {
    DATABASE_ARN: found.DatabaseArn,
    DATABASE_SECRET_ARN: found.DatabaseAppSecretArn,
    USER_POOL_ID: found.UserPoolId,
  });
}

/** Leads it to the cloud that runs on this machine. */
async function pointAtLocal(directory: string): Promise<void> {
  const addresses = await runningAddresses(directory);
  if (addresses === undefined) throw new Error(notRunning);
  const { dataApi, auth, databaseArn, appSecretArn, region, credentials } = addresses;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_RDS_DATA: dataApi,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: auth,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    DATABASE_ARN: databaseArn,
    DATABASE_SECRET_ARN: appSecretArn,
    USER_POOL_ID: userPoolId,
  });
}

async function invite(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      stage: { type: 'string' },
      directory: { type: 'string', default: join(root, '.local') },
    },
    allowPositionals: true,
  });
  const [verb, email] = positionals;
  if (verb !== 'invite' || email === undefined) throw new Error(usage);
  if (!Email.safeParse(email).success) throw new Error(`"${email}" is no e-mail address`);
  const { stage } = values;
  const isLocal = stage === undefined || stage === 'local';
  await (isLocal ? pointAtLocal(values.directory) : pointAtStage(stage));
  // A paused cluster takes its time to come back.
  const cloud = platform({ budgetMs: 120_000, timeoutMs: 50_000 }, { directory: openDirectory });
  const person = await inviteFirstAdmin(cloud, email);
  const where = isLocal ? 'of the cloud on this machine (without --stage)' : `of ${stage}`;
  console.log(`${person.email} is admin of every store ${where}. Whoever is new gets a mail with the first password.`);
}

await command(usage, invite);
