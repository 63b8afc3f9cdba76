import * as z from 'zod';
import { inTransaction, openDatabase, type Target } from '#domain/platform/database.ts';
import { ensureRoles, grantReading, type Login, setPassword } from '#domain/platform/database-roles.ts';
import { migrate } from '#domain/platform/migrate.ts';
import { readLogin } from '#domain/platform/secrets.ts';

/** Where the database is, who may change it, and the folder of the migrations. */
type Place = {
  databaseArn: string;
  databaseName?: string;
  ownerSecretArn: string;
  migrations?: string;
};

/**
 * Brings a database up to date for the code that is about to be deployed: the roles and their rights, the application's
 * password as its secret says, and all missing migrations. Everything in one transaction through the Data API, so that
 * it runs from any machine with credentials, and all or nothing. A second run changes nothing.
 *
 * Waits up to 3 minutes for a cluster that is paused or just being made.
 * @param place of these, `appSecretArn` is the application's secret
 * @param report is told what is being done, a line a step
 * @returns the names of the migrations that were run
 * @throws what the failing statement says; nothing has changed then
 */
export async function prepareDatabase(
  { appSecretArn, ...place }: Place & { appSecretArn: string },
  report: (line: string) => void = () => undefined,
): Promise<string[]> {
  return prepareFor(await readLogin(appSecretArn), place, report);
}

/** As `prepareDatabase`, for a caller that has the application's login itself. */
export async function prepareFor(
  app: Login,
  { databaseArn, databaseName = 'stockroom', ownerSecretArn, migrations = 'domain/migrations' }: Place,
  report: (line: string) => void = () => undefined,
): Promise<string[]> {
  const target: Target = { databaseArn, databaseName, secretArn: ownerSecretArn };
  report('Waiting for the database');
  await openDatabase({ budgetMs: 180_000, timeoutMs: 50_000, target }).query('select 1', {}, z.unknown());
  return inTransaction(target, async (execute) => {
    // Two runs at once wait for each other.
    await execute("select 1 from pg_advisory_xact_lock(hashtext('stockroom migrations'))");
    report('Roles');
    await ensureRoles(execute);
    await setPassword(execute, app);
    const done = await migrate(execute, databaseName, migrations, (name) => report(`Migration ${name}`));
    await grantReading(execute);
    return done;
  });
}
