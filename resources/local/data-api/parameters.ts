import { invalid } from './errors.ts';

/** A parameter as it comes in a request. A longValue beyond 2^53 comes as its digits. */
export type SqlParameter = {
  name?: string;
  typeHint?: string;
  value?: {
    isNull?: boolean;
    booleanValue?: boolean;
    longValue?: number | string;
    doubleValue?: number | string;
    stringValue?: string;
    blobValue?: string;
    arrayValue?: unknown;
  };
};

/** What PostgreSQL gets: the values, and the oid of the type that each is declared to be (0 = let it find out). */
export type Bound = { values: (string | Buffer | null)[]; oids: number[] };

const time = String.raw`\d{2}:\d{2}:\d{2}(\.\d{1,6})?`;
// The oid of each hint, and the format that is documented for it.
const hints: Record<string, { oid: number; format?: RegExp } | undefined> = {
  JSON: { oid: 114 },
  UUID: { oid: 2950 },
  TIMESTAMP: { oid: 1114, format: new RegExp(String.raw`^\d{4}-\d{2}-\d{2} ${time}$`) },
  DATE: { oid: 1082, format: /^\d{4}-\d{2}-\d{2}$/ },
  TIME: { oid: 1083, format: new RegExp(`^${time}$`) },
  DECIMAL: { oid: 1700 },
};

/**
 * Puts the parameters in the order of a statement's names; those that it does not name are ignored. Each is declared
 * with a type, as the service does: a string is text, not whatever the column would like, so a uuid needs a cast or
 * a hint here as there.
 *
 * @throws ValidationException for a missing name, an array, an unknown hint or a value not in the hint's format
 */
export function bind(names: readonly string[], parameters: readonly SqlParameter[]): Bound {
  const byName = new Map<string, SqlParameter>();
  for (const parameter of parameters) {
    if (parameter.value?.arrayValue !== undefined) throw invalid('Array parameters are not supported.');
    if (parameter.name) byName.set(parameter.name, parameter);
  }
  const bound: Bound = { values: [], oids: [] };
  for (const name of names) {
    const parameter = byName.get(name);
    if (!parameter) throw invalid(`Cannot find parameter: ${name}`);
    const [value, oid] = bindOne(parameter, name);
    bound.values.push(value);
    bound.oids.push(oid);
  }
  return bound;
}

function bindOne({ value = {}, typeHint }: SqlParameter, name: string): [string | Buffer | null, number] {
  const hint = typeHint === undefined ? undefined : hints[typeHint];
  if (typeHint !== undefined && !hint) throw invalid(`Unknown type hint ${typeHint} of parameter ${name}`);
  if (value.isNull) return [null, hint?.oid ?? 0];
  if (value.stringValue !== undefined) {
    if (hint?.format && !hint.format.test(value.stringValue)) {
      throw invalid(`Parameter ${name} does not have the format of its type hint ${typeHint}`);
    }
    return [value.stringValue, hint?.oid ?? 25];
  }
  if (value.longValue !== undefined) return [String(value.longValue), 20];
  if (value.doubleValue !== undefined) return [String(value.doubleValue), 701];
  if (value.booleanValue !== undefined) return [String(value.booleanValue), 16];
  if (value.blobValue !== undefined) return [Buffer.from(value.blobValue, 'base64'), 17];
  throw invalid(`Parameter ${name} has no value`);
}
