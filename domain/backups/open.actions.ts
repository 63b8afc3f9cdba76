import { systemClock } from '#domain/platform/clock.ts';
import { setting } from '#domain/platform/config.ts';
import { openSnapshots } from '#domain/platform/snapshots.ts';
import { invokeLater, openVault, type Vault } from '#domain/platform/vault.ts';
import type { BackupWorld } from './backup.actions.ts';

/** What a backup needs of the cloud, as the environment names it. */
export const openBackups = (): BackupWorld => ({
  snapshots: openSnapshots(50_000),
  vault: openVault(setting('BACKUP_BUCKET')),
  clock: systemClock,
  release: setting('RELEASE'),
  handOver: (state) => invokeLater(setting('BACKUP_FUNCTION'), { goOn: state }),
});

/** Where the exports for analysts go. */
export const openExports = (): { vault: Vault } => ({ vault: openVault(setting('DATA_BUCKET')) });
