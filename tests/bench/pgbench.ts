import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shape } from './data.ts';

/** One sale of one line, as the action's statement posts it, made up inside the database. */
const script = `
\\set store random(1, ${shape.stores})
\\set product random(1, ${shape.products})
select r.* from (select gen_random_uuid() as key) k cross join lateral record_sale(jsonb_build_array(jsonb_build_array(1, k.key,
  k.key, :store::bigint, 'SKU-' || lpad((:product::bigint)::text, 5, '0'), k.key, replace((now() at time zone 'UTC')::text, ' ', 'T') || 'Z', '1',
  '9.99', 0, 0, null, null)), :store::bigint, 'api', k.key::text, 'bench', 'available') r;
`;

/**
 * What PostgreSQL's own load generator does with the same function, without Node before it.
 * @param ms how long it sells
 * @returns sales a second, and how many there were; undefined where there is no pgbench
 */
export function pgbenchSales(
  connectionString: string,
  directory: string,
  callers: number,
  ms: number,
): { rate: number; sales: number } | undefined {
  const file = join(directory, 'sale.pgbench');
  writeFileSync(file, script);
  const seconds = String(Math.max(1, Math.round(ms / 1000)));
  const options = ['-n', '-M', 'prepared', '-c', String(callers), '-j', '1', '-T', seconds, '-f', file];
  const { status, stdout, stderr, error } = spawnSync('pgbench', [...options, connectionString], { encoding: 'utf8' });
  rmSync(file);
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined;
  const rate = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
  const sales = Number(/^number of transactions actually processed: (\d+)/m.exec(stdout)?.[1]);
  if (status !== 0 || Number.isNaN(rate + sales)) throw new Error(`pgbench failed: ${stderr}`);
  return { rate, sales };
}
