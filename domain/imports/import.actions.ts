import { DomainError } from '#domain/errors.ts';
import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { everyStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { may, storesWhere } from '#domain/users/rights.ts';
import type { Page } from '#domain/values.ts';
import { type Import, type ImportDetail, type ImportKind, maxUploadBytes, type NewUpload } from './import.ts';
import { rightFor } from './kinds.ts';
import { fail } from './end-import.actions.ts';
import {
  findImport,
  listBeyondOrder,
  listImportDays,
  insertAwaited,
  listImportRows,
  listStuckImports,
  listUnknownFiles,
  registerDelivery,
} from './import.sql.ts';
import { parseUploadKey, uploadKey } from './upload-key.ts';

/** An object that has come, as a notification or a listing tells of it. */
type ArrivedFile = {
  bucket: string;
  key: string;
  etag: string;
  size: number;
  versionId: string | null;
  /** The same for every delivery of one event; null when the object was found by listing. */
  sequencer: string | null;
};

/**
 * Notes a file that has come under `uploads/`. Told twice of the same object, it notes it once.
 * @returns the import to run, or null when there is nothing to do
 */
export async function receiveFile(platform: Platform, file: ArrivedFile): Promise<string | null> {
  const { kind, storeCode, importId, fileName } = parseUploadKey(file.key);
  if (fileName === '') return null; // a folder made in the console
  const stores = storeCode === null ? [] : await everyStore(platform);
  const store = stores.find((one) => one.code.toLowerCase() === storeCode?.toLowerCase());
  const registered = await registerDelivery(platform.db, {
    ...file,
    id: importId ?? platform.clock.newId(),
    spareId: platform.clock.newId(),
    kind,
    fileName,
    storeId: store?.id ?? null,
    delivery: file.versionId ?? file.sequencer ?? `etag ${file.etag}`,
  });
  if (!registered || !['received', 'running'].includes(registered.status)) return null;
  if (storeCode !== null && !store) {
    await fail(
      platform,
      registered.id,
      `There is no store "${storeCode}": the folder behind the kind must be a store's code`,
    );
    return null;
  }
  // Before anybody works on it: from now on somebody looks whether it goes on, until it has ended.
  await platform.wakes
    .later({ wake: 'import', importId: registered.id, looks: 1 })
    .catch((error: unknown) => log.warn('Nobody will look after this import but the sweep', { error }));
  return registered.id;
}

/**
 * Makes a place for one file and tells where to post it. A products file changes the catalogue of the whole chain, and
 * so asks for what the catalogue's pages ask for.
 * @throws DomainError `import.forbidden`, `store.unknown`
 */
export async function createUpload(
  platform: Platform,
  caller: Caller,
  upload: NewUpload,
): Promise<{ importId: string; url: string; fields: Record<string, string> }> {
  const stores = upload.storeCode === undefined ? [] : await everyStore(platform);
  const store = stores.find((one) => one.code.toLowerCase() === upload.storeCode?.toLowerCase());
  if (!may(caller, rightFor(upload.kind), upload.kind === 'products' ? null : (store?.id ?? null)))
    throw new DomainError('forbidden', 'import.forbidden', whyNot(caller, upload));
  if (upload.storeCode !== undefined && !store)
    throw new DomainError('missing', 'store.unknown', `There is no store "${upload.storeCode}"`);
  const bucket = setting('UPLOAD_BUCKET');
  const id = platform.clock.newId();
  const key = uploadKey(upload.kind, store?.code ?? null, id, upload.fileName);
  const place = await platform.files.placeFor(bucket, key, maxUploadBytes);
  await insertAwaited(platform.db, {
    id,
    kind: upload.kind,
    fileName: upload.fileName,
    bucket,
    key,
    storeId: store?.id ?? null,
    by: caller.userId,
  });
  return { importId: id, ...place };
}

/** Why somebody may not send a file: the same for a store that is not theirs and one that does not exist. */
function whyNot(caller: Caller, { kind, storeCode }: NewUpload): string {
  if (kind === 'products') return 'You may not change products, nor import them; ask an administrator if you need to';
  if (storesWhere(caller, 'import.create').length === 0)
    return 'You may not import files; ask an administrator if you need to';
  return storeCode === undefined
    ? 'You may import files for your own stores only: choose the store that this one is for'
    : 'You may not import files for this store; ask an administrator if you need to';
}

/**
 * Imports that the caller may see, newest first.
 * @throws DomainError forbidden
 */
export async function listImports(
  platform: Platform,
  caller: Caller,
  query: { cursor?: string | undefined; limit: number; kind?: ImportKind | undefined },
): Promise<Page<Import>> {
  const before = query.cursor ?? null;
  if (before !== null && !/^[0-9a-f-]{36}$/.test(before))
    throw new DomainError('invalid', 'request.cursor', 'The cursor is not one of ours; start from the first page');
  const items = await listImportRows(platform.db, viewer(caller), {
    before,
    kind: query.kind ?? null,
    limit: query.limit + 1,
  });
  const page = items.slice(0, query.limit);
  return { items: page, nextCursor: items.length > query.limit ? (page.at(-1)?.id ?? null) : null };
}

/** @throws DomainError forbidden, `import.unknown` when there is none that the caller may see */
export async function getImport(
  platform: Platform,
  caller: Caller,
  input: { importId: string },
): Promise<ImportDetail> {
  const found = await findImport(platform.db, viewer(caller), input.importId);
  if (!found) throw new DomainError('missing', 'import.unknown', 'There is no such import, or you may not see it');
  const { rejectsKey, ...detail } = found;
  const fileName = rejectsKey?.split('/').at(-1) ?? '';
  const rejectsUrl =
    rejectsKey === null ? null : await platform.files.link(setting('UPLOAD_BUCKET'), rejectsKey, fileName);
  const { stores } = viewer(caller);
  const [days, beyondOrder] = await Promise.all([
    listImportDays(platform.db, stores, detail.id),
    detail.kind === 'deliveries' ? listBeyondOrder(platform.db, stores, detail.id) : [],
  ]);
  return { ...detail, days, beyondOrder, rejectsUrl };
}

/** Whoever holds no role any more does not see even their own files. */
function viewer(caller: Caller): { stores: string | null; userId: string } {
  return { stores: visibleStores(caller, 'import.read'), userId: caller.userId };
}

/**
 * Finishes what an event lost: has imports that stand still taken up again, and files noted that no event told of.
 * @returns how many it found
 */
export async function sweepImports(platform: Platform): Promise<number> {
  const bucket = setting('UPLOAD_BUCKET');
  const due = new Set(await listStuckImports(platform.db));
  const quietSince = platform.clock.now().getTime() - 2 * 60_000;
  for (let after: string | undefined; ;) {
    const page = await platform.files.list(bucket, 'uploads/', after);
    const settled = page.filter((file) => file.modifiedAt.getTime() < quietSince);
    const unknown = settled.length > 0 ? await listUnknownFiles(platform.db, bucket, settled) : [];
    for (const file of settled.filter(({ key }) => unknown.includes(key))) {
      const id = await receiveFile(platform, { ...file, bucket, versionId: null, sequencer: null });
      if (id !== null) due.add(id);
    }
    after = page.at(-1)?.key;
    if (page.length < 1_000 || after === undefined) break;
  }
  for (const id of due) await platform.workers.resumeImport(id);
  measure({ StuckImports: due.size });
  if (due.size > 0) log.warn('Imports taken up by the sweep', { imports: [...due] });
  return due.size;
}
