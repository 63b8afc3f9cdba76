import { setting } from '#domain/platform/config.ts';
import { migrate } from '#domain/platform/migrate.ts';

/** Brings the schema up to date; run by `npm run deploy`. Answers the files that were run. */
export const handler = (): Promise<string[]> => migrate(setting('DATABASE_OWNER_SECRET_ARN'));
