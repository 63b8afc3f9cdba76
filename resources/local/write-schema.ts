import { writeFile } from 'node:fs/promises';
import pg from 'pg';
import { describeSchema } from './schema.ts';
import { startMigrated } from './migrated.ts';

// `npm run schema`: migrates an empty database and writes what came of it.
const server = await startMigrated();
const client = new pg.Client({ connectionString: server.url });
await client.connect();
await writeFile('domain/schema.sql', await describeSchema(client));
await client.end();
await server.stop();
console.log('Wrote domain/schema.sql');
