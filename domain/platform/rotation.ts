import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Db, openDatabase, type Target } from '#domain/platform/database.ts';
import { ensureRoles, type Login, otherAppRole, setPassword } from '#domain/platform/database-roles.ts';
import { openSecrets, parseLogin, readLogin } from '#domain/platform/secrets.ts';

/** What Secrets Manager asks of a rotation, step by step; `token` is the id of the secret's new version. */
export type Rotation = { step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'; token: string };

type Place = {
  /** As the owner, who may change passwords. */
  owner: Target;
  appSecretArn: string;
  /** Names of secrets that live for one login begin so. */
  triedNamePrefix: string;
  /** How long a statement may take with its retries, in ms; 60,000 unless told. A paused cluster needs half of that. */
  budgetMs?: number;
};

/**
 * One step of the rotation of the application's secret, by the strategy of alternating users: the new password is that
 * of the role which the secret does not name now, so whoever still holds the old login goes on with it until the next
 * rotation. Each step may come again, at any time; done already, it does nothing.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 * @throws Error when this version of the secret is not up for rotation, or the new login does not work
 */
export async function rotateAppSecret({ step, token }: Rotation, place: Place): Promise<void> {
  const secrets = openSecrets(place.appSecretArn);
  const SecretId = place.appSecretArn;
  const { VersionIdsToStages: versions = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  const stages = versions[token];
  if (stages === undefined) throw new Error(`The secret has no version ${token}`);
  if (stages.includes('AWSCURRENT')) return;
  if (!stages.includes('AWSPENDING')) throw new Error(`The secret's version ${token} is not up for rotation`);

  if (step === 'createSecret') return createVersion(secrets, SecretId, token);
  if (step === 'finishSecret') {
    const [current] = Object.entries(versions).find(([, labels]) => labels.includes('AWSCURRENT')) ?? [];
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    );
    return;
  }
  const [current, pending] = [await readLogin(SecretId), await pendingLogin(secrets, SecretId, token)];
  const as = (secretArn: string) =>
    openDatabase({
      budgetMs: place.budgetMs ?? 60_000,
      timeoutMs: 50_000,
      target: { ...place.owner, secretArn },
    });
  const execute = (sql: string) => as(place.owner.secretArn).query(sql, {}, z.record(z.string(), z.unknown()));
  // Where rotation is set up but not started, Secrets Manager tries the test step with a version that tells nothing new,
  // and the roles may not be there yet. What can be tried is the way to the database.
  if (step === 'testSecret' && (pending === undefined || pending.password === current.password)) {
    await execute('select 1');
    return;
  }
  if (pending === undefined) throw new Error(`The secret's version ${token} is empty`);
  // Anything else would lock out whoever holds the current login.
  if (pending.username !== otherAppRole(current.username))
    throw new Error(`The secret names ${current.username} now, and ${pending.username} next: they do not alternate`);
  if (step === 'setSecret') {
    await ensureRoles(execute);
    await setPassword(execute, pending);
    return;
  }
  await logIn(secrets, pending, `${place.triedNamePrefix}${token}`, as);
}

async function createVersion(secrets: SecretsManagerClient, SecretId: string, token: string): Promise<void> {
  if ((await pendingLogin(secrets, SecretId, token)) !== undefined) return;
  const current = await readLogin(SecretId);
  const next = {
    ...current,
    username: otherAppRole(current.username),
    password: randomBytes(30).toString('base64url'), // 240 bits
  };
  await secrets
    .send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify(next),
        VersionStages: ['AWSPENDING'],
      }),
    )
    .catch(unless(ResourceExistsException)); // the same step ran twice at once, and the other was first
}

async function pendingLogin(secrets: SecretsManagerClient, SecretId: string, token: string) {
  const answer = await secrets
    .send(new GetSecretValueCommand({ SecretId, VersionId: token, VersionStage: 'AWSPENDING' }))
    .catch(unless(ResourceNotFoundException)); // a version without a value yet
  return answer?.SecretString === undefined ? undefined : parseLogin(answer.SecretString);
}

/**
 * Logs in, really: the Data API takes no password, and of a secret only what is current. So the login is the current
 * value of a secret of its own for as long as one question takes. A new name each time, so that no connection of
 * before answers.
 */
async function logIn(
  secrets: SecretsManagerClient,
  login: Login,
  name: string,
  as: (secretArn: string) => Db,
): Promise<void> {
  const SecretString = JSON.stringify(login);
  try {
    const made = await secrets
      .send(new CreateSecretCommand({ Name: name, SecretString, Description: 'Lives for one login' }))
      .catch(unless(ResourceExistsException)); // left by a try that was cut off
    const { ARN } = made ?? (await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString })));
    if (ARN === undefined) throw new Error(`Secrets Manager tells no ARN of ${name}`);
    const [row] = await as(ARN).query('select current_user::text as who', {}, z.object({ who: z.string() }));
    if (row?.who !== login.username) throw new Error(`The new login is ${row?.who}, not ${login.username}`);
  } finally {
    await secrets
      .send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }))
      .catch(unless(ResourceNotFoundException));
  }
}

/** Makes `undefined` of an error of this kind, and throws any other on. */
const unless = (kind: new (...of: never[]) => Error) => (error: unknown) => {
  if (!(error instanceof kind)) throw error;
  return undefined;
};
