import type { Asked } from '#tests/functions/api.ts';
import type { Target, World } from './world.ts';

/** A request that is in order, except perhaps for who sends it and which store it names. */
export type Sent = Asked & { path: string };

/** How `who` asks for a route, and of whose store. What it changes is new each time, so that none stands in another's way. */
export type Make = (world: World, target: Target, who: string) => Sent | Promise<Sent>;

/** The version of the one row there; 1 where there is none. */
export async function versionOf({ sql }: World, from: string, where: string, values: string[]): Promise<number> {
  const { rows } = await sql.query<{ version: number }>(`select version from ${from} where ${where}`, values);
  return rows[0]?.version ?? 1;
}

/** A new Idempotency-Key. */
export const once = (world: World) => ({ 'idempotency-key': `once-${world.next()}` });

/** A request to that path. */
export const at = (path: string, asked: Asked = {}): Sent => ({ path, ...asked });
