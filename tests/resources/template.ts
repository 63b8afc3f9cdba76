/** The parts of a CloudFormation template that the tests look at. */
export type Properties = Record<string, unknown>;
export type Resource = { Type: string; Properties: Properties; DeletionPolicy?: string; DependsOn?: string | string[] };
export type Template = {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, Properties>;
  Conditions?: Record<string, Properties>;
  Outputs?: Record<string, Properties>;
};
export type Statement = {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: unknown;
};
export type Identified = Properties & { id: string };

/** All resources of a type: their properties, with their ids. */
export function ofType(template: Template, type: string): Identified[] {
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [{ ...Properties, id }] : [],
  );
}

/** What lies at a path of names; undefined where the path ends before. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce((found: unknown, name) => (found as Properties | null | undefined)?.[name], value);
}

/** The text at a path of names; empty where there is none. */
export function textAt(value: unknown, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** A list, whether it was written as one or as its only element; nothing makes an empty one. */
export function listOf<T>(value: unknown): T[] {
  return value === undefined ? [] : ([value].flat() as T[]);
}

/** The id behind `Ref`, `Fn::GetAtt`, or a `Fn::Sub` that begins with one. */
export function idOf(value: unknown): string | undefined {
  const ref = at(value, 'Ref');
  if (typeof ref === 'string') return ref;
  const attribute = at(value, 'Fn::GetAtt');
  if (attribute !== undefined) return String(at(attribute, 0)).split('.')[0];
  const substituted = at(value, 'Fn::Sub');
  return typeof substituted === 'string' ? /^\$\{(\w+)/.exec(substituted)?.[1] : undefined;
}

/** The functions, with the names they have in serverless.yml. */
export function functionsOf(template: Template): (Identified & { name: string })[] {
  return ofType(template, 'AWS::Lambda::Function').map((properties) => ({
    ...properties,
    name: String(properties['FunctionName']).replace(/^.*-/, ''),
  }));
}

/** What a role allows. */
export function statementsOf(role: Properties): Statement[] {
  return listOf<Properties>(role['Policies']).flatMap((policy) =>
    listOf<Statement>(at(policy, 'PolicyDocument', 'Statement')),
  );
}

/** What a role of this template allows, by its own policies and by those that are attached beside it. */
export function rightsOfRole(template: Template, id: string): Statement[] {
  const beside = ofType(template, 'AWS::IAM::Policy').filter((policy) =>
    listOf(policy['Roles']).some((role) => idOf(role) === id),
  );
  return [
    ...statementsOf(template.Resources[id]?.Properties ?? {}),
    ...beside.flatMap((policy) => listOf<Statement>(at(policy, 'PolicyDocument', 'Statement'))),
  ];
}

/** What a function's role allows; nothing if it names no role of this template. */
export function rightsOf(template: Template, lambda: Properties): Statement[] {
  return rightsOfRole(template, idOf(lambda['Role']) ?? '');
}

export function actionsOf(statements: Statement[]): string[] {
  return statements.flatMap(({ Action }) => listOf<string>(Action));
}

/** The statements of the policy of a bucket or queue, whichever policy names it. */
export function policyOf(template: Template, id: string): Statement[] {
  return ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
    ofType(template, type)
      .filter((policy) => [policy['Bucket'], ...listOf(policy['Queues'])].some((it) => idOf(it) === id))
      .flatMap((policy) => listOf<Statement>(at(policy, 'PolicyDocument', 'Statement'))),
  );
}
