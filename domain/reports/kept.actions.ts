import { setting } from '#domain/platform/config.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { Report } from './report.ts';
import { WrittenMail } from './written.ts';

/** A mail as it is kept in the bucket. @throws DomainError `file.missing` */
export const keptMail = async (platform: Pick<Platform, 'files'>, key: string): Promise<WrittenMail> =>
  WrittenMail.parse(await read(platform, key));

/** A report as it is kept in the bucket. @throws DomainError `file.missing` */
export const keptReport = async (platform: Pick<Platform, 'files'>, key: string): Promise<Report> =>
  Report.parse(await read(platform, key));

async function read({ files }: Pick<Platform, 'files'>, key: string): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  const file = { bucket: setting('UPLOAD_BUCKET'), key, versionId: null, etag: null };
  for await (const piece of await files.read(file, 0)) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
}
