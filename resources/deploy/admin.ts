import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { userPoolId } from '#local/account.ts';
import { notRunning, runningAddresses } from '#local/addresses.ts';
import { openDirectory } from '#domain/platform/directory.ts';
import { platform } from '#domain/platform/platform.ts';
import { inviteFirstAdmin } from '#domain/users/invite.actions.ts';
import { readStack } from './stack.ts';
import { root, targetOf } from './target.ts';

// npm run admin -- invite EMAIL [--stage prod]

const usage = 'npm run admin -- invite <e-mail> [--stage <stage>]     without a stage: the local cloud';

/** Leads the platform to the database and the user pool of a deployed stage. */
async function pointAtStage(stage: string): Promise<void> {
  const { stack } = targetOf(stage);
  const found = await readStack(stack);
  if (found === undefined) throw new Error(`${stack} is not deployed`);
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

try {
  const { values, positionals } = parseArgs({
    options: {
      stage: { type: 'string', default: 'local' },
      directory: { type: 'string', default: join(root, '.local') },
    },
    allowPositionals: true,
  });
  const [verb, email] = positionals;
  if (verb !== 'invite' || email === undefined) throw new Error(usage);
  await (values.stage === 'local' ? pointAtLocal(values.directory) : pointAtStage(values.stage));
  // A paused cluster takes its time to come back.
  const cloud = platform({ budgetMs: 120_000, timeoutMs: 50_000 }, { directory: openDirectory });
  const person = await inviteFirstAdmin(cloud, email);
  console.log(`${person.email} is admin of every store. Whoever is new gets a mail with the first password.`);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  console.error(error instanceof z.ZodError ? `"${process.argv[3]}" is no e-mail address` : text);
  process.exitCode = 1;
}
