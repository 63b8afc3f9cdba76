import type pg from 'pg';

type Db = Pick<pg.Client, 'query'>;

/**
 * What a migrated database holds, as SQL that a person can read: types, tables with their columns, constraints and
 * indexes, triggers, functions and the application's rights. The same database always gives the same text.
 */
export async function describeSchema(db: Db): Promise<string> {
  const parts = [
    await lines(db, types),
    await lines(db, tables),
    await lines(db, functions),
    await lines(db, triggers),
    await lines(db, rights),
  ];
  return `-- Written by \`npm run schema\` from the catalogue of a migrated database; do not edit.\n\n${parts.join('\n\n')}\n`;
}

async function lines(db: Db, query: string): Promise<string> {
  const { rows } = await db.query<{ text: string }>(query);
  return rows.map((row) => row.text).join('\n\n');
}

const ours = `in (select oid from pg_namespace where nspname = 'public')`;

const types = `
  select format(E'create type %I as (\\n%s\\n);', c.relname,
    string_agg(format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\\n' order by a.attnum)) as text
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'c' and c.relnamespace ${ours} group by c.relname order by c.relname`;

const tables = `
  select format(E'create table %I (\\n%s\\n)%s;', c.relname, body.text,
    coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')) || coalesce(E'\\n' || indexes.text, '') as text
  from pg_class c
  cross join lateral (
    select string_agg(line, E',\\n' order by kind, nth, line) as text from (
      select 1 as kind, a.attnum as nth, format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' else '' end,
        case when a.attidentity <> '' then ' generated always as identity' else '' end,
        case when d.adbin is null then '' when a.attgenerated = 's'
          then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
          else ' default ' || pg_get_expr(d.adbin, d.adrelid) end) as line
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      union all
      select 2, 0, format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) from pg_constraint k
      where k.conrelid = c.oid and k.contype <> 'n'
    ) l
  ) body
  cross join lateral (
    select string_agg(pg_get_indexdef(i.indexrelid) || ';', E'\\n' order by i.indexrelid::regclass::text) as text
    from pg_index i where i.indrelid = c.oid
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
  ) indexes
  where c.relkind = 'r' and c.relnamespace ${ours} and c.relname <> 'schemaversion'
  order by c.relname`;

const functions = `
  select pg_get_functiondef(p.oid) || ';' as text from pg_proc p
  where p.pronamespace ${ours} order by p.proname, pg_get_function_identity_arguments(p.oid)`;

const triggers = `
  select pg_get_triggerdef(t.oid) || ';' as text from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where not t.tgisinternal and c.relnamespace ${ours} order by c.relname, t.tgname`;

const rights = `
  select string_agg(format('grant %s on %I to stockroom_app;', rights, name), E'\\n' order by name) as text from (
    select c.relname as name, string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as rights
    from pg_class c cross join lateral aclexplode(c.relacl) a
    where c.relnamespace ${ours} and a.grantee = 'stockroom_app'::regrole group by c.relname) r`;
