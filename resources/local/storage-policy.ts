import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { StorageProblem } from './storage-problem.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string };
export type SizeRange = { min: number; max: number };

const text = z.union([z.string(), z.number()]).transform(String);
const conditionOf = z.union([
  z.tuple([z.literal('content-length-range'), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), text]),
  z.record(z.string(), text),
]);
const policyOf = z.object({ expiration: z.iso.datetime(), conditions: z.array(conditionOf) });
type Condition = z.infer<typeof conditionOf>;

/** S3 ignores these, and any field whose name begins with x-ignore-. */
const uncheckedFields = new Set(['policy', 'x-amz-signature', 'file', 'bucket']);

/** The key for signing on one day: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signingKey(secret: string, scope: readonly string[]): Buffer {
  return scope.reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

/**
 * Checks the form of a browser upload against the policy in it, as S3 does before it takes a byte of the file: who
 * signed it, until when, and what it allows. `fields` are the form's fields by lower-case name, `key` with the file's
 * name already put in; `now` is in milliseconds.
 *
 * Returns the allowed size of the file in bytes, which only the upload itself can check.
 *
 * @throws StorageProblem as S3 answers: AccessDenied, SignatureDoesNotMatch, InvalidPolicyDocument, …
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function checkPolicy(
  bucket: string,
  fields: ReadonlyMap<string, string>,
  credentials: Credentials,
  now: number,
): SizeRange {
  const encoded = fields.get('policy');
  if (encoded === undefined) throw denied('Access Denied');
  checkSignature(encoded, fields, credentials);
  const policy = parsePolicy(encoded);
  if (Date.parse(policy.expiration) <= now) throw denied('Invalid according to Policy: Policy expired.');
  for (const condition of policy.conditions) {
    if (!holds(condition, bucket, fields)) {
      throw denied(`Invalid according to Policy: Policy Condition failed: ${describe(condition)}`);
    }
  }
  const allowed = new Set(policy.conditions.flatMap(fieldNames));
  const extra = [...fields.keys()].filter(
    (name) => !uncheckedFields.has(name) && !name.startsWith('x-ignore-') && !allowed.has(name),
  );
  if (extra.length > 0) throw denied(`Invalid according to Policy: Extra input fields: ${extra.join(', ')}`);
  const range = policy.conditions.find(
    (condition) => Array.isArray(condition) && condition[0] === 'content-length-range',
  );
  return Array.isArray(range) ? { min: Number(range[1]), max: Number(range[2]) } : { min: 0, max: Infinity };
}

function checkSignature(encoded: string, fields: ReadonlyMap<string, string>, credentials: Credentials): void {
  const [accessKeyId, ...scope] = (fields.get('x-amz-credential') ?? '').split('/');
  if (accessKeyId !== credentials.accessKeyId) {
    throw new StorageProblem(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  }
  const expected = createHmac('sha256', signingKey(credentials.secretAccessKey, scope)).update(encoded).digest();
  const given = Buffer.from(fields.get('x-amz-signature') ?? '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new StorageProblem(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
}

function parsePolicy(encoded: string): z.infer<typeof policyOf> {
  try {
    return policyOf.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch {
    throw new StorageProblem(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
}

function holds(condition: Condition, bucket: string, fields: ReadonlyMap<string, string>): boolean {
  const valueOf = (name: string): string | undefined => (name === 'bucket' ? bucket : fields.get(name.toLowerCase()));
  if (!Array.isArray(condition)) {
    return Object.entries(condition).every(([name, expected]) => valueOf(name) === expected);
  }
  const [kind, name, expected] = condition;
  if (kind === 'content-length-range') return true;
  const value = valueOf(name.slice(1));
  return kind === 'eq' ? value === expected : value !== undefined && value.startsWith(expected);
}

/** As S3 prints it: an object is shown in the form of an `eq`. */
function describe(condition: Condition): string {
  const [[name, value] = ['', '']] = Object.entries(condition);
  return JSON.stringify(Array.isArray(condition) ? condition : ['eq', `$${name}`, value]).replaceAll('","', '", "');
}

function fieldNames(condition: Condition): string[] {
  if (!Array.isArray(condition)) return Object.keys(condition).map((name) => name.toLowerCase());
  return condition[0] === 'content-length-range' ? [] : [condition[1].slice(1).toLowerCase()];
}

function denied(message: string): StorageProblem {
  return new StorageProblem(403, 'AccessDenied', message);
}
