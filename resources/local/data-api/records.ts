import type { PoolClient } from 'pg';
import { invalid } from './errors.ts';
import { fieldWriter, type NumberForms, plainWriter, type Writer } from './fields.ts';
import { columnMetadata } from './metadata.ts';
import type { RawResult } from './pools.ts';
import { typesOf } from './types.ts';

/** The members of a request that say how its result is to be written. */
export type Form = { includeResultMetadata?: boolean; formatRecordsAs?: string; resultSetOptions?: NumberForms };

/**
 * The JSON of an ExecuteStatement reply. `generatedFields` is never filled for PostgreSQL. A statement that returns
 * rows reports no updated records, RETURNING included: count the rows.
 *
 * @throws UnsupportedResultException for a type or an array that a Field cannot hold
 */
export async function recordsJson(result: RawResult, form: Form, client: PoolClient): Promise<string> {
  const { fields, rows, rowCount, command } = result;
  if (fields.length === 0) {
    const updated = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command) ? (rowCount ?? 0) : 0;
    return `{"generatedFields":[],"numberOfRecordsUpdated":${updated}}`;
  }
  const oids = fields.map((field) => field.dataTypeID);
  const types = await typesOf(oids, client);
  const forms = form.resultSetOptions ?? {};

  // "Only applies to SELECT statements and is ignored for other types of statements" (API model).
  if (form.formatRecordsAs === 'JSON' && command === 'SELECT') {
    const names = fields.map((field) => field.name);
    if (new Set(names).size < names.length) throw invalid('The result has several columns of the same name');
    const writers = types.map((type) => plainWriter(type, forms));
    const keys = names.map((name) => `${JSON.stringify(name)}:`);
    const objects = rows.map((row) => `{${row.map((text, at) => keys[at] + write(writers[at], text, 'null')).join()}}`);
    return `{"formattedRecords":${JSON.stringify(`[${objects.join()}]`)},"numberOfRecordsUpdated":0}`;
  }

  const writers = types.map((type) => fieldWriter(type, forms));
  const nothing = '{"isNull":true}';
  const records = rows.map((row) => `[${row.map((text, at) => write(writers[at], text, nothing)).join()}]`);
  const metadata = form.includeResultMetadata
    ? `"columnMetadata":${JSON.stringify(await columnMetadata(fields, types, client))},`
    : '';
  return `{${metadata}"generatedFields":[],"numberOfRecordsUpdated":0,"records":[${records.join()}]}`;
}

function write(writer: Writer | undefined, text: string | null, nothing: string): string {
  return text === null || writer === undefined ? nothing : writer(text);
}
