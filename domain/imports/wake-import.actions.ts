import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { findStanding } from './import.sql.ts';

/** At 3 minutes each a day and a half: as long as an import may take. */
const maxLooks = 750;

/**
 * Looks whether an import goes on: one that stands still is taken up again, and all are looked at again until they have
 * ended. So there is one message for each import that is under way, and none for any other.
 * @param looks how often this import has been looked at
 * @returns how it stands
 */
export async function wakeImport(
  platform: Platform,
  importId: string,
  looks: number,
): Promise<'ended' | 'working' | 'stuck'> {
  const standing = await findStanding(platform.db, importId);
  if (standing === 'ended') return standing;
  if (standing === 'stuck') {
    log.warn('An import stood still and is taken up again', { importId });
    measure({ StuckImports: 1 });
    await platform.workers.resumeImport(importId);
  }
  if (looks < maxLooks) await platform.wakes.later({ wake: 'import', importId, looks: looks + 1 });
  else log.error('An import does not end and is not looked at any more', { importId });
  return standing;
}
