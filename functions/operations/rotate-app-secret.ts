import * as z from 'zod';
import { setting } from '#domain/platform/config.ts';
import { configured } from '#domain/platform/database.ts';
import { log } from '#domain/platform/log.ts';
import { rotateAppSecret } from '#domain/platform/rotation.ts';

const Event = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string(),
  ClientRequestToken: z.string(),
});

/** Called by Secrets Manager, once for each step of a rotation; a step that throws is tried again by it. */
export async function handler(event: unknown): Promise<void> {
  const { Step: step, SecretId, ClientRequestToken: token } = Event.parse(event);
  const appSecretArn = setting('DATABASE_SECRET_ARN');
  if (SecretId !== appSecretArn) throw new Error(`${SecretId} is not the secret of the application`);
  await rotateAppSecret(
    { step, token },
    {
      owner: configured(setting('DATABASE_OWNER_SECRET_ARN')),
      appSecretArn,
      triedNamePrefix: `stockroom-${setting('STAGE')}/tried/`,
    },
  );
  log.info('Step of the rotation done', { step, token });
}
