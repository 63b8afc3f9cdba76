import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { listen, readBody } from '#local/listen.ts';

type Version = { text: string | undefined; stages: Set<string> };

/** Where a test lets a call break off: before it takes effect, or after, with every later call refused. */
export type Crash = { call: number; when: 'before' | 'after' };

export type SecretsStandIn = {
  url: string;
  /** The values that are current, by ARN: what the Data API would log in with. */
  current(arn: string): string | undefined;
  create(name: string, text: string): string;
  /** Starts a rotation, as Secrets Manager does: a version without a value. @returns its token */
  beginRotation(arn: string): string;
  names(): string[];
  /** How many calls have come since the last `plan`. */
  calls(): number;
  /** From now on: breaks off there, or nowhere. */
  plan(crash?: Crash): void;
  stop(): Promise<void>;
};

const requestOf = z.looseObject({
  SecretId: z.string().optional(),
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  ClientRequestToken: z.string().optional(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
  VersionStages: z.array(z.string()).optional(),
  MoveToVersionId: z.string().optional(),
  RemoveFromVersionId: z.string().optional(),
});
type Request = z.infer<typeof requestOf>;

/** An error as Secrets Manager answers it. */
class Refusal extends Error {}

/** A Secrets Manager with the calls that a rotation needs, each behaving as its API reference says. */
export async function startSecrets(): Promise<SecretsStandIn> {
  const secrets = new Map<string, Map<string, Version>>();
  let count = 0;
  let crash: Crash | undefined;

  const arnOf = (id: string) =>
    id.startsWith('arn:') ? id : `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${id}`;
  const versionsOf = (id = '') => {
    const versions = secrets.get(arnOf(id));
    if (!versions) throw new Refusal('ResourceNotFoundException');
    return versions;
  };
  const label = (versions: Map<string, Version>, stage: string, id: string) => {
    for (const version of versions.values()) version.stages.delete(stage);
    versions.get(id)?.stages.add(stage);
  };
  const put = (versions: Map<string, Version>, id: string, text: string, stages: string[]) => {
    const there = versions.get(id);
    if (there?.text !== undefined && there.text !== text) throw new Refusal('ResourceExistsException');
    versions.set(id, { text, stages: there?.stages ?? new Set() });
    for (const stage of stages) label(versions, stage, id);
  };
  const create = (name: string, text: string): string => {
    if (secrets.has(arnOf(name))) throw new Refusal('ResourceExistsException');
    secrets.set(arnOf(name), new Map([[randomUUID(), { text, stages: new Set(['AWSCURRENT']) }]]));
    return arnOf(name);
  };

  const operations: Record<string, (of: Request) => unknown> = {
    DescribeSecret: ({ SecretId }) => ({
      ARN: arnOf(SecretId ?? ''),
      VersionIdsToStages: Object.fromEntries([...versionsOf(SecretId)].map(([id, { stages }]) => [id, [...stages]])),
    }),
    GetSecretValue({ SecretId, VersionId, VersionStage = 'AWSCURRENT' }) {
      const found = [...versionsOf(SecretId)].find(
        ([id, version]) => (VersionId === undefined || id === VersionId) && version.stages.has(VersionStage),
      );
      if (found?.[1].text === undefined) throw new Refusal('ResourceNotFoundException');
      return { ARN: arnOf(SecretId ?? ''), VersionId: found[0], SecretString: found[1].text };
    },
    PutSecretValue({ SecretId, SecretString = '', ClientRequestToken = randomUUID(), VersionStages = ['AWSCURRENT'] }) {
      put(versionsOf(SecretId), ClientRequestToken, SecretString, VersionStages);
      return { ARN: arnOf(SecretId ?? '') };
    },
    CreateSecret: ({ Name = '', SecretString = '' }) => ({ ARN: create(Name, SecretString) }),
    DeleteSecret({ SecretId }) {
      versionsOf(SecretId);
      secrets.delete(arnOf(SecretId ?? ''));
      return {};
    },
    UpdateSecretVersionStage({ SecretId, VersionStage = '', MoveToVersionId = '', RemoveFromVersionId = '' }) {
      const versions = versionsOf(SecretId);
      if (versions.get(RemoveFromVersionId)?.stages.has(VersionStage) !== true)
        throw new Refusal('InvalidParameterException');
      label(versions, VersionStage, MoveToVersionId);
      return {};
    },
  };

  const server = await listen(0, async (request, response) => {
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const body = requestOf.parse(JSON.parse((await readBody(request, 100_000)).toString()));
    count += 1;
    const refuse = (name: string) =>
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: name }));
    const isDead = crash !== undefined && (count > crash.call || (count === crash.call && crash.when === 'before'));
    if (isDead) return void refuse('AccessDeniedException');
    try {
      const answer = operations[operation]?.(body);
      if (count === crash?.call) return void refuse('AccessDeniedException');
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.message);
    }
  });
  return {
    url: server.url,
    current: (arn) => [...(secrets.get(arn)?.values() ?? [])].find(({ stages }) => stages.has('AWSCURRENT'))?.text,
    create,
    beginRotation(arn) {
      const token = randomUUID();
      const versions = versionsOf(arn);
      versions.set(token, { text: undefined, stages: new Set() });
      label(versions, 'AWSPENDING', token);
      return token;
    },
    names: () => [...secrets.keys()],
    calls: () => count,
    plan(next) {
      crash = next;
      count = 0;
    },
    stop: () => server.stop(),
  };
}
