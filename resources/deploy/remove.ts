import { command } from '#resources/command.ts';
import { readDeployed } from './deployed.ts';
import { emptyBucket } from './empty-bucket.ts';
import { osls } from './run.ts';
import { readOptions } from './target.ts';

const usage = `npm run remove -- --stage <stage> [options]

  --yes-remove-prod       the stage is prod, and that is meant
  --param <name>=<value>  another value for one of the params of serverless.yml, if it was released with one`;

const say = (line: string): void => console.log(line);

async function remove(): Promise<void> {
  const { target, on } = readOptions(['yes-remove-prod']);
  if (target.stage === 'prod' && !on.has('yes-remove-prod'))
    throw new Error('That is prod. If it is meant: npm run remove -- --stage prod --yes-remove-prod');
  const resources = await readDeployed(target.stack);
  const guarded = resources.filter((resource) => resource.isProtected);
  if (guarded.length > 0)
    throw new Error(
      `${guarded.map(({ name }) => name).join(', ')} may not be deleted. Take the protection away first, in a release of what is
deployed (it refuses to change the hosting, domain or chain by the way):
npm run deploy -- --stage ${target.stage} --param databaseProtected=false --param loadBalancerProtected=false`,
    );

  say('[1/2] Empty the buckets that go');
  for (const { type, name, end } of resources)
    if (type === 'AWS::S3::Bucket' && end === 'removed') say(`${name}: ${await emptyBucket(name)} objects deleted`);
  say('[2/2] Remove the stack');
  await osls('remove', target);

  const stays = resources.filter(({ end }) => end === 'stays');
  say(`\nRemoved ${target.stack}. What stays, and costs something until it is deleted by hand:`);
  for (const { type, name } of stays) say(`  ${type}  ${name}`);
  if (resources.some(({ end }) => end === 'snapshot')) say('  the last snapshot of the database (RDS, Snapshots)');
  say('Their names are taken: the stage can be deployed again once they are gone, or as another `chain`.');
}

await command(usage, remove, 'Not removed.');
