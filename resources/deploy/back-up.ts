import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { folderOf } from '#domain/backups/backup.ts';
import { notRunning, runningAddresses } from '#local/addresses.ts';
import { command } from '#resources/command.ts';
import { readDeployed } from './deployed.ts';
import { root, targetOf } from './target.ts';

const usage = `npm run backup [-- --stage <stage>]

  Makes a backup now, as each night, and waits until it is complete. Without a stage: of the cloud on this machine.
  --directory <dir>  where that one keeps its state (default .local)`;

type Cloud = { lambda: LambdaClient; s3: S3Client; bucket: string; functionName: string };

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { stage: { type: 'string' }, directory: { type: 'string', default: join(root, '.local') } },
  });
  const cloud = await (values.stage === undefined ? onThisMachine(values.directory) : deployed(values.stage));
  const began = Date.now();
  await cloud.lambda.send(
    new InvokeCommand({ FunctionName: cloud.functionName, InvocationType: 'Event', Payload: '{}' }),
  );
  console.log('Under way');
  // The manifest is written last.
  for (let looks = 1; ; looks += 1) {
    await sleep(Math.min(10_000, looks * 1_000));
    const manifest = await newest(cloud, began);
    if (manifest !== undefined) return console.log(`Complete: s3://${cloud.bucket}/${manifest}`);
    if (Date.now() - began > 3 * 3_600_000)
      throw new Error('It was not complete after 3 hours. Look in the log of backUp');
  }
}

async function newest({ s3, bucket }: Cloud, began: number): Promise<string | undefined> {
  // A clock that is some seconds ahead of ours.
  const StartAfter = folderOf(new Date(began - 5_000), '');
  for (let after = StartAfter; ;) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'backups/', StartAfter: after }));
    const keys = (page.Contents ?? []).map(({ Key = '' }) => Key);
    const found = keys.find((key) => key.endsWith('/manifest.json'));
    if (found !== undefined || page.IsTruncated !== true) return found;
    after = keys.at(-1) ?? '';
  }
}

async function onThisMachine(directory: string): Promise<Cloud> {
  const local = await runningAddresses(directory);
  if (local === undefined) throw new Error(notRunning);
  const { region, credentials, lambda, s3, buckets } = local;
  return {
    lambda: new LambdaClient({ endpoint: lambda, region, credentials }),
    s3: new S3Client({ endpoint: s3, region, credentials, forcePathStyle: true }),
    bucket: buckets['BackupBucket'] ?? '',
    functionName: 'stockroom-local-backUp',
  };
}

async function deployed(stage: string): Promise<Cloud> {
  const { stack } = targetOf(stage);
  const resources = await readDeployed(stack);
  const bucket = resources.find(({ type, name }) => type === 'AWS::S3::Bucket' && name.endsWith('-backups'));
  if (bucket === undefined) throw new Error(`The stack ${stack} has no bucket for backups`);
  return { lambda: new LambdaClient({}), s3: new S3Client({}), bucket: bucket.name, functionName: `${stack}-backUp` };
}

await command(usage, run, 'No backup was made.');
