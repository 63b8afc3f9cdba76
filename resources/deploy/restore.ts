import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { type Addresses, notRunning, runningAddresses } from '#local/addresses.ts';
import { restore } from '#domain/backups/restore.actions.ts';
import { command } from '#resources/command.ts';
import { openSource } from './backup-source.ts';
import { databaseAt, databaseOf } from './restore-target.ts';
import { root } from './target.ts';

const usage = `npm run restore -- --from <manifest> [--to <database>]

  --from <manifest>  a backup: its manifest.json, the folder that it is in, or s3://bucket/backups/…/manifest.json
  --to <database>    an empty database: a stage, or postgresql://user@host:port/name, which is made if it is not there
                     (its password in PGPASSWORD). Without it: a new one beside that of the cloud on this machine, to
                     try whether it restores
  --directory <dir>  where that one keeps its state (default .local)`;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      directory: { type: 'string', default: join(root, '.local') },
    },
  });
  if (values.from === undefined) throw new Error(`Which backup?\n\n${usage}`);
  const local = await runningAddresses(values.directory);
  const source = await openSource(values.from, () => bucketsOf(local, values.from ?? ''));
  try {
    const target =
      values.to === undefined
        ? databaseAt(beside(local, values.directory))
        : values.to.includes('://')
          ? databaseAt(values.to)
          : await databaseOf(values.to);
    const began = performance.now();
    const { rows, tables, id, schemaVersion } = await restore(target, source, {
      migrations: join(root, 'domain/migrations'),
      report: (line) => console.log(line),
    });
    const seconds = Math.ceil((performance.now() - began) / 1_000);
    console.log(
      `Restored ${id} into the database ${target.name}: ${tables} tables, ${rows} rows, schema ${schemaVersion}, in ${seconds} s`,
    );
  } finally {
    await source.close();
  }
}

/** S3: the one of this machine for its own buckets, else AWS. */
function bucketsOf(local: Addresses | undefined, from: string): S3Client {
  const bucket = new URL(from).host;
  if (local === undefined || !Object.values(local.buckets).includes(bucket)) return new S3Client({});
  const { s3: endpoint, region, credentials } = local;
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

/** The address of a new database on the PostgreSQL of this machine. */
function beside(local: Addresses | undefined, directory: string): string {
  if (local === undefined) throw new Error(`${notRunning} Or say where to restore to: --to`);
  const password = readFileSync(join(directory, 'postgres/password'), 'utf8').trim();
  const { host, port } = local.postgres;
  const name = `restored_${new Date().toISOString().slice(0, 19).replaceAll(/\D/g, '')}`;
  return `postgresql://postgres:${encodeURIComponent(password)}@${host}:${port}/${name}`;
}

await command(usage, run, 'Not restored.');
