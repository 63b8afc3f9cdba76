import type { PoolClient } from 'pg';
import { DataApiError } from './errors.ts';

/** How a value of a PostgreSQL type travels in a Field. */
export type Kind = 'long' | 'double' | 'boolean' | 'text' | 'decimal' | 'blob' | 'timestamptz';

/** A PostgreSQL type: `jdbc` is its java.sql.Types number; precision and scale are those that a driver reports. */
export type PgType = { name: string; kind: Kind; jdbc: number; array: boolean; precision: number; scale: number };

const unbounded = 2_147_483_647;

// oid, oid of its array, name, kind, java.sql.Types, precision, scale. The oids are fixed in PostgreSQL's pg_type.dat.
const builtIn: [number, number, string, Kind, number, number, number][] = [
  [16, 1000, 'bool', 'boolean', -7, 1, 0],
  [17, 1001, 'bytea', 'blob', -2, unbounded, 0],
  [18, 1002, 'char', 'text', 1, 1, 0],
  [19, 1003, 'name', 'text', 12, 63, 0],
  [20, 1016, 'int8', 'long', -5, 19, 0],
  [21, 1005, 'int2', 'long', 5, 5, 0],
  [23, 1007, 'int4', 'long', 4, 10, 0],
  [25, 1009, 'text', 'text', 12, unbounded, 0],
  [26, 1028, 'oid', 'long', -5, 10, 0],
  [114, 199, 'json', 'text', 1111, unbounded, 0],
  [650, 651, 'cidr', 'text', 1111, unbounded, 0],
  [700, 1021, 'float4', 'double', 7, 8, 8],
  [701, 1022, 'float8', 'double', 8, 17, 17],
  [869, 1041, 'inet', 'text', 1111, unbounded, 0],
  [1042, 1014, 'bpchar', 'text', 1, unbounded, 0],
  [1043, 1015, 'varchar', 'text', 12, unbounded, 0],
  [1082, 1182, 'date', 'text', 91, 13, 0],
  [1083, 1183, 'time', 'text', 92, 15, 6],
  [1114, 1115, 'timestamp', 'text', 93, 29, 6],
  [1184, 1185, 'timestamptz', 'timestamptz', 93, 35, 6],
  [1700, 1231, 'numeric', 'decimal', 2, 0, 0],
  [2950, 2951, 'uuid', 'text', 1111, unbounded, 0],
  [3802, 3807, 'jsonb', 'text', 1111, unbounded, 0],
];

const jdbcArray = 2003;
const types = new Map<number, PgType>();
for (const [oid, arrayOid, name, kind, jdbc, precision, scale] of builtIn) {
  types.set(oid, { name, kind, jdbc, array: false, precision, scale });
  types.set(arrayOid, { name: `_${name}`, kind, jdbc: jdbcArray, array: true, precision, scale });
}

const lookUp = `
  select t.typname as name, t.typcategory = 'A' as "array", coalesce(e.typname, t.typname) as element,
         coalesce(e.typtype, t.typtype) = 'e' or coalesce(e.typcategory, t.typcategory) = 'S' as textual
    from pg_type t left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
   where t.oid = $1`;

/**
 * The types of a result's columns. Enums, and extensions' text types, are looked up on `client`, which is asked
 * because the type may have been created in its own unfinished transaction; nothing is remembered for the same reason.
 *
 * @throws UnsupportedResultException for money, geometric types, intervals, records and the like
 */
export async function typesOf(oids: readonly number[], client: PoolClient): Promise<PgType[]> {
  const found: PgType[] = [];
  for (const oid of oids) found.push(types.get(oid) ?? (await ownType(oid, client)));
  return found;
}

async function ownType(oid: number, client: PoolClient): Promise<PgType> {
  type Row = { name: string; array: boolean; element: string; textual: boolean };
  const row = (await client.query<Row>(lookUp, [oid])).rows[0];
  if (!row?.textual) {
    const name = (row?.name ?? String(oid)).toUpperCase();
    throw new DataApiError('UnsupportedResultException', `The result contains the unsupported data type ${name}.`);
  }
  const { name, array } = row;
  return { name, kind: 'text', jdbc: array ? jdbcArray : 12, array, precision: unbounded, scale: 0 };
}
