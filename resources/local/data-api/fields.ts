import { DataApiError } from './errors.ts';
import type { Kind, PgType } from './types.ts';

/** How numbers are to be written, from a request's `resultSetOptions`. */
export type NumberForms = { decimalReturnType?: string; longReturnType?: string };

/** Writes one value of a column, in PostgreSQL's text form, as the JSON of a Field or of a plain value. */
export type Writer = (text: string) => string;

// Values are written as text from end to end: an int8 through a JavaScript number would lose its last digits.
const members: Record<Kind, string> = {
  long: 'longValue',
  double: 'doubleValue',
  boolean: 'booleanValue',
  text: 'stringValue',
  decimal: 'stringValue',
  timestamptz: 'stringValue',
  blob: 'blobValue',
};

/** @returns a writer of Fields: `{"longValue":1}` */
export function fieldWriter(type: PgType, forms: NumberForms): Writer {
  if (type.array) return arrayWriter(type, forms);
  if (type.kind === 'decimal' && forms.decimalReturnType === 'DOUBLE_OR_LONG') {
    return (text) => (/^-?\d+$/.test(text) ? `{"longValue":${text}}` : `{"doubleValue":${double(text)}}`);
  }
  const write = plainWriter(type, forms);
  const open = `{"${memberOf(type, forms)}":`;
  return (text) => `${open}${write(text)}}`;
}

/** @returns a writer of plain JSON, for `formatRecordsAs: JSON` */
export function plainWriter(type: PgType, forms: NumberForms): Writer {
  const one = scalarWriter(type.kind, forms);
  if (!type.array) return one;
  return (text) => {
    const items = elements(text).map((item) => (item === null ? 'null' : one(item)));
    return `[${items.join()}]`;
  };
}

function arrayWriter(type: PgType, forms: NumberForms): Writer {
  if (type.kind === 'blob') throw new DataApiError('UnsupportedResultException', 'Arrays of BYTEA are not supported.');
  const write = plainWriter(type, forms);
  return (text) => `{"arrayValue":{"${memberOf(type, forms)}s":${write(text)}}}`;
}

function memberOf(type: PgType, forms: NumberForms): string {
  if (type.kind === 'long' && forms.longReturnType === 'STRING') return 'stringValue';
  if (type.kind === 'decimal' && forms.decimalReturnType === 'DOUBLE_OR_LONG') return 'doubleValue';
  return members[type.kind];
}

function scalarWriter(kind: Kind, forms: NumberForms): Writer {
  switch (kind) {
    case 'long':
      return forms.longReturnType === 'STRING' ? (text) => `"${text}"` : (text) => text;
    case 'double':
      return double;
    case 'boolean':
      return (text) => (text === 't' ? 'true' : 'false');
    case 'blob':
      return (text) => `"${Buffer.from(text.slice(2), 'hex').toString('base64')}"`;
    case 'timestamptz':
      return (text) => `"${inUtc(text)}"`;
    case 'decimal':
      return forms.decimalReturnType === 'DOUBLE_OR_LONG' ? double : (text) => `"${text}"`;
    case 'text':
      return (text) => JSON.stringify(text);
  }
}

function double(text: string): string {
  return /^-?(Infinity|NaN)$/.test(text) ? `"${text}"` : text;
}

/** `2024-01-15 10:30:00.5+02` -> `2024-01-15 08:30:00.5`: always UTC and never marked as such, like the service. */
function inUtc(text: string): string {
  if (text.endsWith('+00')) return text.slice(0, -3);
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?$/.exec(text);
  if (!parts) return text;
  const [, date, clock, fraction = '', sign, hours, minutes = '0'] = parts;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '+' ? 60_000 : -60_000);
  const utc = new Date(Date.parse(`${date}T${clock}Z`) - offset).toISOString();
  return utc.replace('T', ' ').replace('.000Z', fraction);
}

/** The elements of a one-dimensional array in PostgreSQL's text form, `{1,NULL,"a \"b\""}`. */
function elements(text: string): (string | null)[] {
  const found: (string | null)[] = [];
  const element = /"((?:[^"\\]|\\[^])*)"|([^,{}"]+)|(\{)/g;
  element.lastIndex = text.indexOf('{') + 1;
  for (let match = element.exec(text); match; match = element.exec(text)) {
    const [, quoted, bare, nested] = match;
    if (nested) {
      throw new DataApiError('UnsupportedResultException', 'The result contains a multidimensional array.');
    }
    if (quoted !== undefined) found.push(quoted.replaceAll(/\\([^])/g, '$1'));
    else if (bare !== undefined) found.push(bare === 'NULL' ? null : bare);
  }
  return found;
}
