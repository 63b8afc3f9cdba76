import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type Ended, failImport, finishImport } from './import.sql.ts';

/** Ends an import whose every byte was read. Repeated, it does nothing. */
export async function finish(platform: Platform, end: Parameters<typeof finishImport>[1]): Promise<void> {
  tell(end.id, await finishImport(platform.db, end));
}

/** Ends an import that cannot be done; what was posted stays. Repeated, it does nothing. */
export async function fail(platform: Platform, id: string, reason: string): Promise<void> {
  tell(id, await failImport(platform.db, id, reason));
}

function tell(importId: string, ended: Ended | undefined): void {
  if (ended === undefined) return;
  const { status, applied, rejected, seconds } = ended;
  const ImportsFailed = status === 'failed' ? 1 : 0;
  measure({ RowsImported: applied, RowsRejected: rejected, ImportsFailed, ImportDuration: seconds });
  log.info('Import ended', { importId, status, applied, rejected, seconds });
}
