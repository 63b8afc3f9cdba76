import * as z from 'zod';
import { makeChain } from '#local/demo/chain.ts';
import { demoFiles } from '#local/demo/files.ts';
import { type Chain, load, openChain } from '#tests/domain/analytics/figures-check.ts';

export type DemoWorld = Chain & {
  /** Ids of the demo's stores by their codes. */
  stores: Record<string, string>;
};

/** Some weeks of the demo chain up to 10 March 2026, late in the evening. Close `api` in afterAll. */
export async function openDemo(files = 5): Promise<DemoWorld> {
  process.env['WEB_ORIGIN'] = 'https://stock.example.com';
  process.env['UPLOAD_BUCKET'] = 'uploads';
  const chain = await openChain('2026-03-10T23:30:00Z');
  const { sql, db } = chain.api.database;
  await makeChain((text, values = {}) => db.query(text, values, z.record(z.string(), z.string().nullable())));
  for (const file of demoFiles({ seed: 7, today: '2026-03-11' }).slice(0, files)) {
    let text = '';
    for await (const piece of file.chunks()) text += piece;
    await load(chain, file.key, text);
  }
  await sql.query('select fold_facts(1000000)');
  const { rows } = await sql.query<{ code: string; id: string }>('select code, id::text from store');
  return { ...chain, stores: Object.fromEntries(rows.map(({ code, id }) => [code, id])) };
}
