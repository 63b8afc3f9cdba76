import type { FieldDef, PoolClient } from 'pg';
import type { PgType } from './types.ts';

type Origin = { table: string; schema: string; notNull: boolean; automatic: boolean };

const origins = `
  select a.attrelid::int8::text || '.' || a.attnum as key, c.relname as table, n.nspname as schema,
         a.attnotnull as "notNull",
         a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false) as automatic
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attnum > 0 and a.attrelid = any($1::oid[])`;

const numeric = 1700;
const text = new Set([1042, 1043]);

/**
 * The `columnMetadata` of a result, from the result's own description and, for columns that come straight from a
 * table, from the catalogue. nullable: 0 no, 1 yes, 2 unknown, as in JDBC.
 */
export async function columnMetadata(
  fields: readonly FieldDef[],
  types: readonly PgType[],
  client: PoolClient,
): Promise<Record<string, unknown>[]> {
  const tables = [...new Set(fields.map((field) => field.tableID).filter((id) => id > 0))];
  const byKey = new Map<string, Origin>();
  if (tables.length > 0) {
    const found = await client.query<Origin & { key: string }>(origins, [tables]);
    for (const row of found.rows) byKey.set(row.key, row);
  }
  return fields.map((field, index) => {
    const type = types[index];
    const origin = byKey.get(`${field.tableID}.${field.columnID}`);
    const isNumber = type !== undefined && ['long', 'double', 'decimal'].includes(type.kind);
    return {
      name: field.name,
      label: field.name,
      type: type?.jdbc,
      typeName: type?.name,
      schemaName: origin?.schema ?? '',
      tableName: origin?.table ?? '',
      isAutoIncrement: origin?.automatic ?? false,
      isSigned: isNumber && type.name !== 'oid',
      isCurrency: false,
      isCaseSensitive: type?.kind === 'text' && !['date', 'time', 'timestamp'].includes(type.name),
      nullable: origin ? Number(!origin.notNull) : 2,
      ...size(field, type),
      arrayBaseColumnType: 0,
    };
  });
}

/** A numeric's or a varchar's declared size is in its type modifier, 4 too high; -1 is none. */
function size({ dataTypeID, dataTypeModifier }: FieldDef, type: PgType | undefined): object {
  const declared = dataTypeModifier - 4;
  if (declared >= 0 && dataTypeID === numeric) return { precision: declared >> 16, scale: declared & 0xffff };
  if (declared >= 0 && text.has(dataTypeID)) return { precision: declared, scale: 0 };
  return { precision: type?.precision, scale: type?.scale };
}
