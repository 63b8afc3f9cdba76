import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Login } from '#domain/platform/database-roles.ts';

const Login = z.looseObject({ username: z.string().min(1), password: z.string().min(1) });

/** The text of a secret that holds a login, as RDS and Secrets Manager write it. @throws ZodError without its value */
export const parseLogin = (text: string | undefined): Login => Login.parse(JSON.parse(text ?? ''));

/** Secrets Manager in the region that a secret's ARN names. */
export function openSecrets(secretArn: string): SecretsManagerClient {
  const region = secretArn.split(':')[3];
  return new SecretsManagerClient(region === undefined ? {} : { region });
}

/** The login in a secret, as it is now. */
export async function readLogin(secretArn: string): Promise<Login> {
  const answer = await openSecrets(secretArn).send(new GetSecretValueCommand({ SecretId: secretArn }));
  return parseLogin(answer.SecretString);
}
