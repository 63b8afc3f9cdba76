import type { Platform } from '#domain/platform/platform.ts';
import { evaluate } from './check.actions.ts';
import { sendUrgent } from './mail.actions.ts';

type Happened =
  | { name: 'stock.changed'; data: { storeId: string; productIds: string[] } }
  | { name: 'import.completed'; data: unknown };

/**
 * Brings alerts up to date with what has just changed, and tells at once what is urgent. While a file is being read
 * nothing is told; its end tells it. The same event twice does nothing the second time.
 */
export async function alertOn(platform: Platform, happened: Happened): Promise<void> {
  if (happened.name === 'stock.changed') {
    const { opened } = await evaluate(platform, happened.data.storeId, happened.data.productIds);
    if (opened === 0) return;
  }
  await sendUrgent(platform);
}
