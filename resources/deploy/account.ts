import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const Template = z.object({
  Parameters: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
type Template = z.output<typeof Template>;

/** What the account has to offer: concurrency that nobody has reserved, and whether a bucket's name is in use. */
type Account = { unreserved: number; isTaken: (bucket: string) => Promise<boolean> };

/** So much of an account's concurrency cannot be reserved. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const alwaysUnreserved = 100;

/**
 * What would make a first deployment fail after it has begun, and be taken back for ten minutes.
 * @returns a line for each, with what to do
 */
export async function obstacles(
  { Resources, Parameters }: Template,
  { unreserved, isTaken }: Account,
): Promise<string[]> {
  const found: string[] = [];
  const all = Object.values(Resources).map(({ Type, Properties = {} }) => ({ Type, Properties }));

  const names = all.flatMap(({ Type, Properties: { BucketName } }) =>
    Type === 'AWS::S3::Bucket' && typeof BucketName === 'string' ? [BucketName] : [],
  );
  const wrong = names.filter((name) => !/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name));
  if (wrong.length > 0) return [`S3 takes no bucket named ${wrong.join(', ')}: shorten the chain's name (chain)`];
  const [signIn] = all.flatMap(({ Type, Properties: { Domain } }) =>
    Type === 'AWS::Cognito::UserPoolDomain' && typeof Domain === 'string' ? [Domain] : [],
  );
  if (signIn !== undefined && /aws|amazon|cognito/.test(signIn))
    found.push(
      `Cognito takes no address with "aws", "amazon" or "cognito" in it, as in ${signIn}: choose another chain`,
    );

  const hasDomain = (Parameters?.['WebDomain']?.['Default'] ?? '') !== '';
  if (hasDomain && JSON.stringify(Resources).includes('certificate/none'))
    found.push(
      "A domain needs its certificate (certificateArn): CloudFront's from us-east-1, a load balancer's from here",
    );

  const taken: string[] = [];
  for (const name of names) if (await isTaken(name)) taken.push(name);
  if (taken.length > 0)
    found.push(`These buckets exist: ${taken.join(', ')}. Delete them, or choose another name for the chain (chain)`);

  const wanted = all.reduce(
    (sum, { Properties: { ReservedConcurrentExecutions: own } }) => sum + (Number(own) || 0),
    0,
  );
  if (wanted > 0 && unreserved - wanted < alwaysUnreserved)
    found.push(
      `${wanted} of Lambda's concurrency are to be reserved, and the account has ${unreserved}, of which ${alwaysUnreserved} must stay free. Have it raised (Service Quotas), or set importConcurrency, mailConcurrency and pushConcurrency to none in serverless.yml under the stage's params`,
    );
  return found;
}

/**
 * Looks at the account before anything is made in it.
 * @param file the packaged template
 * @throws Error with everything that is in the way
 */
export async function checkAccount(file: string): Promise<void> {
  const settings = await new LambdaClient({}).send(new GetAccountSettingsCommand({}));
  const files = new S3Client({});
  const found = await obstacles(Template.parse(JSON.parse(await readFile(file, 'utf8'))), {
    unreserved: settings.AccountLimit?.UnreservedConcurrentExecutions ?? 0,
    isTaken: (bucket) => isTaken(files, bucket),
  });
  if (found.length > 0) throw new Error(found.join('\n'));
}

async function isTaken(client: S3Client, bucket: string): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    // Buckets of others answer 403, those in other regions 301.
    if (status === undefined) throw error;
    return status !== 404;
  }
}
