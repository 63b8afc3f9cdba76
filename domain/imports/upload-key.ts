import { ImportKind } from './import.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What an object's key says: `uploads/<kind>/[<store code>/][<import id>/]<file name>`.
 * @param key the object's key, decoded
 */
export function parseUploadKey(key: string): {
  kind: ImportKind | 'unknown';
  storeCode: string | null;
  importId: string | null;
  fileName: string;
} {
  const [, ...parts] = key.split('/');
  const fileName = parts.pop() ?? '';
  const [kind, ...rest] = parts;
  const importId = rest.findLast((part) => uuid.test(part)) ?? null;
  const known = ImportKind.safeParse(kind?.toLowerCase());
  return {
    kind: known.success ? known.data : 'unknown',
    storeCode: rest.find((part) => part !== importId) ?? null,
    importId,
    fileName,
  };
}

/** The key for an upload of the web app. */
export function uploadKey(kind: ImportKind, storeCode: string | null, importId: string, fileName: string): string {
  return ['uploads', kind, ...(storeCode === null ? [] : [storeCode]), importId, fileName].join('/');
}
