/** An EventBridge event pattern, as in a rule. */
export type Pattern = { readonly [key: string]: unknown };

type Scalar = string | number | boolean | null;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * Whether an event matches an event pattern, by the rules of
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html: all fields of a pattern must
 * match, any value of a field's list suffices, and an array in the event matches if one of its elements does.
 *
 * @throws Error `InvalidEventPattern: …` on a comparison it does not know, so that a typing error is not "no match"
 */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return anyOf(expected, event);
    const actual = isObject(event) ? event[key] : undefined;
    if (Array.isArray(expected)) return expected.some((condition: unknown) => holds(condition, leaves(actual)));
    if (isObject(expected)) {
      // An array of objects matches if one object matches the nested pattern as a whole.
      const candidates: unknown[] = Array.isArray(actual) && actual.length > 0 ? actual : [actual];
      return candidates.some((candidate) => matches(expected, candidate));
    }
    throw invalid(`"${key}" must be an object or an array`);
  });
}

function anyOf(alternatives: unknown, event: unknown): boolean {
  if (!Array.isArray(alternatives)) throw invalid('"$or" must be an array');
  return alternatives.some((alternative: unknown) => {
    if (!isObject(alternative)) throw invalid('"$or" must hold objects');
    return matches(alternative, event);
  });
}

/** Only leaves are compared: "exists" does not see an object that merely has children. */
function leaves(value: unknown): Scalar[] {
  if (isScalar(value)) return [value];
  return Array.isArray(value) ? value.flatMap((item: unknown) => leaves(item)) : [];
}

function holds(condition: unknown, values: readonly Scalar[]): boolean {
  if (isScalar(condition)) return values.includes(condition);
  if (!isObject(condition)) throw invalid(`${JSON.stringify(condition)} is no condition`);
  const [[name, operand] = ['', undefined], ...more] = Object.entries(condition);
  if (more.length > 0) throw invalid(`${JSON.stringify(condition)} must have one key`);
  if (name === 'exists') return operand === values.length > 0;
  const test = comparison(name, operand);
  return values.some((value) => test(value));
}

function comparison(name: string, operand: unknown): (value: Scalar) => boolean {
  switch (name) {
    case 'prefix':
      return affix(operand, (text, part) => text.startsWith(part));
    case 'suffix':
      return affix(operand, (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return ofText(operand, (text, other) => text.toLowerCase() === other.toLowerCase());
    case 'wildcard':
      return ofText(operand, (text, other) => wildcard(other).test(text));
    case 'numeric':
      return numeric(operand);
    case 'anything-but':
      return anythingBut(operand);
    default:
      throw invalid(`unknown comparison "${name}"`);
  }
}

function ofText(operand: unknown, test: (text: string, operand: string) => boolean): (value: Scalar) => boolean {
  if (typeof operand !== 'string') throw invalid(`${JSON.stringify(operand)} must be text`);
  return (value) => typeof value === 'string' && test(value, operand);
}

function affix(operand: unknown, test: (text: string, part: string) => boolean): (value: Scalar) => boolean {
  if (!isObject(operand)) return ofText(operand, test);
  return ofText(operand['equals-ignore-case'], (text, part) => test(text.toLowerCase(), part.toLowerCase()));
}

function anythingBut(operand: unknown): (value: Scalar) => boolean {
  if (isObject(operand)) {
    const [[name, inner] = ['', undefined]] = Object.entries(operand);
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name)) {
      throw invalid(`"anything-but" cannot hold "${name}"`);
    }
    const list: unknown[] = Array.isArray(inner) ? inner : [inner];
    const tests = list.map((item) => comparison(name, item));
    return (value) => tests.every((test) => !test(value));
  }
  const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
  return (value) => !excluded.includes(value);
}

function numeric(operand: unknown): (value: Scalar) => boolean {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw invalid('"numeric" needs pairs of comparison and number');
  }
  const pairs = Array.from({ length: operand.length / 2 }, (_, index) => {
    const sign: unknown = operand[index * 2];
    const limit: unknown = operand[index * 2 + 1];
    if (typeof limit !== 'number') throw invalid('"numeric" compares with numbers');
    return compare(sign, limit);
  });
  return (value) => typeof value === 'number' && pairs.every((test) => test(value));
}

function compare(sign: unknown, limit: number): (value: number) => boolean {
  switch (sign) {
    case '=':
      return (value) => value === limit;
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    default:
      throw invalid(`unknown sign ${JSON.stringify(sign)}`);
  }
}

function wildcard(text: string): RegExp {
  return new RegExp(`^${text.split('*').map(escapeRegExp).join('.*')}$`, 's');
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function invalid(reason: string): Error {
  return new Error(`InvalidEventPattern: ${reason}`);
}
