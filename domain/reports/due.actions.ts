import type { Db } from '#domain/platform/database.ts';
import { type MadeRow, noteDueRows, noteRestatedRows } from './due.sql.ts';

/**
 * Notes what is to be reported by now, and what is to be told again because it has changed: two statements. What is noted
 * is then made and sent by `makeReports` and `sendReports`. Safe to run at any time, twice, or by two at once.
 * @param now ISO instant
 * @returns how many reports and mails were noted now
 */
export async function dueReports(db: Db, now: string): Promise<{ due: MadeRow; restated: MadeRow }> {
  return { due: await noteDueRows(db, now), restated: await noteRestatedRows(db, now) };
}
