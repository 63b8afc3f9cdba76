import { CloudFormationClient, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      DeletionPolicy: z.string().optional(),
      Properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

/** A resource of a stack as it is deployed. `name` is its id in the cloud, such as a bucket's name. */
export type Deployed = {
  type: string;
  name: string;
  /** What becomes of it when the stack is removed. */
  end: 'removed' | 'stays' | 'snapshot';
  /** It refuses to be removed until a deployment takes its protection away. */
  isProtected: boolean;
};

/** What a stack consists of, from its own template. @throws what CloudFormation says, also where there is no stack */
export async function readDeployed(stack: string): Promise<Deployed[]> {
  const client = new CloudFormationClient({});
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: stack }));
  const { Resources } = Template.parse(JSON.parse(TemplateBody));
  const found: Deployed[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack }))
    for (const { LogicalResourceId = '', PhysicalResourceId: name = '' } of page.StackResourceSummaries ?? []) {
      const declared = Resources[LogicalResourceId];
      if (declared === undefined || name === '') continue;
      const { Type: type, DeletionPolicy: policy, Properties = {} } = declared;
      const end = policy?.startsWith('Retain') ? 'stays' : policy === 'Snapshot' ? 'snapshot' : 'removed';
      found.push({ type, name, end, isProtected: end !== 'stays' && isProtected(Properties) });
    }
  return found;
}

function isProtected(properties: Record<string, unknown>): boolean {
  const attributes = JSON.stringify(properties['LoadBalancerAttributes'] ?? []);
  // A value given by --param comes as text.
  return (
    String(properties['DeletionProtection']) === 'true' ||
    /deletion_protection.enabled","Value":"?true/.test(attributes)
  );
}
