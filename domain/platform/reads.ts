import { setting } from '#domain/platform/config.ts';
import { type DatabaseOptions, type Db, openDatabase } from '#domain/platform/database.ts';
import { iamDoor, openReader } from '#domain/platform/database-reader.ts';

/**
 * Where analytics read: the reader where the stage has a function in its network (`readFrom: reader`), else the
 * writer through the Data API, like everything else.
 */
export function openReads(options: DatabaseOptions): Db {
  const host = setting('READER_HOST');
  if (host === '') return openDatabase(options);
  return openReader(options, iamDoor(host, setting('DATABASE_NAME'), setting('AWS_REGION')));
}
