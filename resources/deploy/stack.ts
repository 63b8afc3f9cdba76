import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';

/** What the deployment needs to know of a stack, from its outputs. */
const Stack = z.object({
  DatabaseArn: z.string(),
  DatabaseOwnerSecretArn: z.string(),
  DatabaseAppSecretArn: z.string(),
  AuthIssuer: z.string(),
  AuthClientId: z.string(),
  UserPoolId: z.string(),
  WebUrl: z.string(),
  ApiUrl: z.string(),
  WebTarget: z.string(),
  SiteBucketName: z.string(),
  /** Where pages open sockets; osls names this output. A release before it had none. */
  ServiceEndpointWebsocket: z.string().optional(),
});
export type Stack = z.output<typeof Stack>;

/**
 * The outputs of a stack; undefined where none was ever deployed to its end.
 * @throws whatever CloudFormation says otherwise: no credentials, no right to look; ZodError for a stack of another make
 */
export async function readStack(name: string): Promise<Stack | undefined> {
  const found = await describe(name);
  const outputs = new Map(found?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  // osls begins with a stack of its own bucket alone; a first deployment that fails leaves just that behind.
  if (!outputs.has('DatabaseArn')) return undefined;
  return Stack.parse(Object.fromEntries(outputs));
}

async function describe(name: string) {
  try {
    const answer = await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: name }));
    return answer.Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for this.
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist'))
      return undefined;
    throw error;
  }
}
