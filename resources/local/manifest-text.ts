import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';

export type Document = Record<string, unknown>;

const region = 'eu-west-1';
const account = '000000000000';

/**
 * Parses YAML in which CloudFormation's tags (`!Ref`, `!Sub`, `!GetAtt`, …) stand, and reads the files that whole
 * values name as `${file(path)}`, relative to `directory`. A file that a parameter chooses is of the cloud only: its
 * name stays as it is.
 *
 * @throws if the text is not YAML or not a mapping
 */
export function readYaml(text: string, directory: string): Document {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  const value: unknown = readFiles(document.toJS(), directory);
  if (!isDocument(value)) throw new Error('a serverless.yml must be a mapping');
  return value;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readFiles(value: unknown, directory: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => readFiles(item, directory));
  if (isDocument(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readFiles(item, directory)]));
  }
  const match = typeof value === 'string' ? /^\$\{file\(([^)$]+\.ya?ml)\)(?::([\w.]+))?\}$/.exec(value) : null;
  if (match?.[1] === undefined) return value;
  const content = readYaml(readFileSync(resolve(directory, match[1]), 'utf8'), directory);
  return match[2] === undefined ? content : lookUp(content, match[2]);
}

function lookUp(value: unknown, path: string): unknown {
  return path.split('.').reduce((at: unknown, key) => (isDocument(at) ? at[key] : undefined), value);
}

/**
 * Resolves Serverless expressions in `value`, at any depth, for one stage. A string that is one expression takes the
 * expression's own type.
 *
 * @throws on an expression of an unknown kind, or one that has no value and no default
 */
export function resolveExpressions(value: unknown, document: Document, stage: string, depth = 0): unknown {
  if (depth > 20) throw new Error(`serverless.yml: ${JSON.stringify(value)} refers to itself`);
  const again = (inner: unknown): unknown => resolveExpressions(inner, document, stage, depth + 1);
  if (Array.isArray(value)) return value.map(again);
  if (isDocument(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, again(item)]));
  if (typeof value !== 'string') return value;
  // The innermost expression first: `${param:${sls:stage}-name}`.
  const match = /\$\{([^${}]+)\}/.exec(value);
  if (match?.[1] === undefined) return value;
  const found = evaluate(match[1], document, stage);
  if (match[0] === value) return again(found);
  if (typeof found !== 'string' && typeof found !== 'number') {
    throw new Error(`serverless.yml: ${match[0]} is not text, in ${JSON.stringify(value)}`);
  }
  return again(value.replace(match[0], () => String(found)));
}

function evaluate(expression: string, document: Document, stage: string): unknown {
  // Alternatives are separated by commas: `env:NAME, 'text if it is not set'`.
  for (const source of expression.split(/,\s*/)) {
    const found = evaluateOne(source.trim(), document, stage);
    if (found !== undefined) return found;
  }
  throw new Error(`serverless.yml: \${${expression}} has no value on one machine`);
}

function evaluateOne(source: string, document: Document, stage: string): unknown {
  const literal = /^'(.*)'$|^"(.*)"$/.exec(source);
  if (literal !== null) return literal[1] ?? literal[2];
  const [kind, ...rest] = source.split(':');
  const name = rest.join(':');
  if (kind === 'self') return lookUp(document, name);
  if (kind === 'param')
    return lookUp(document['params'], `${stage}.${name}`) ?? lookUp(document['params'], `default.${name}`);
  if (kind === 'env') return process.env[name];
  if (source === 'sls:stage' || source === 'opt:stage') return stage;
  if (source === 'AWS::Region' || source === 'aws:region') return region;
  if (source === 'AWS::AccountId' || source === 'aws:accountId') return account;
  return undefined;
}
