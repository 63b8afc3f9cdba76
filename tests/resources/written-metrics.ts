import { globSync, readFileSync } from 'node:fs';
import { measured } from '#domain/platform/metrics.ts';

/** A metric as an alarm or a widget names it: dimensions by name, with what they say. */
export type Watched = { namespace: string; name: string; dimensions: Record<string, unknown> };

/** What AWS itself writes, of what we watch: the dimension, and the type of resource that it names. */
const byAws: Record<string, { names: string[]; dimension: string; of: string }> = {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  'AWS/ApiGateway': { names: ['4xx', '5xx', 'Count', 'Latency'], dimension: 'ApiId', of: 'AWS::ApiGatewayV2::Api' },
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda': {
    names: ['Errors', 'Throttles', 'AsyncEventAge', 'ConcurrentExecutions'],
    dimension: 'FunctionName',
    of: 'AWS::Lambda::Function',
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS': {
    names: ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'],
    dimension: 'QueueName',
    of: 'AWS::SQS::Queue',
  },
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
  'AWS/RDS': {
    names: ['ACUUtilization', 'DatabaseConnections', 'ServerlessDatabaseCapacity'],
    dimension: 'DBClusterIdentifier',
    of: 'AWS::RDS::DBCluster',
  },
};

/** Those without a dimension, or with a fixed one. */
const ofTheAccount = new Set(['AWS/Lambda ConcurrentExecutions', 'AWS/Billing EstimatedCharges']);

/** The names that some `measure({ … })` of the product writes. */
export function writtenByUs(): string[] {
  const calls = globSync('domain/**/*.ts').flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/measure\(\{([^}]*)\}\)/g),
  ]);
  return calls.flatMap(([, fields = '']) => [...fields.matchAll(/\b([A-Z]\w+)\b/g)].map(([name]) => name));
}

/** Why nobody writes this metric; undefined when somebody does. `typeOf` tells the type of what a value leads to. */
export function unwritten(
  { namespace, name, dimensions }: Watched,
  stage: string,
  typeOf: (value: unknown) => string | undefined,
): string | undefined {
  const what = `${namespace} ${name} ${JSON.stringify(dimensions)}`;
  if (namespace === 'Stockroom') {
    if (!(name in measured) || !writtenByUs().includes(name)) return `${what}: no code writes it`;
    return JSON.stringify(dimensions) === JSON.stringify({ stage })
      ? undefined
      : `${what}: has the dimension stage alone`;
  }
  const known = byAws[namespace];
  if (ofTheAccount.has(`${namespace} ${name}`) && known?.dimension !== Object.keys(dimensions)[0]) return undefined;
  if (!known?.names.includes(name)) return `${what}: AWS does not write it`;
  if (Object.keys(dimensions).join() !== known.dimension) return `${what}: AWS writes it by ${known.dimension}`;
  const type = typeOf(dimensions[known.dimension]);
  return type === known.of ? undefined : `${what}: ${known.dimension} leads to ${type ?? 'nothing'}`;
}
