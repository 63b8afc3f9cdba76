import { queryOptions, useQuery } from '@tanstack/react-query';
import {
  type CountLine,
  type CountSheet,
  CountSheetDetail,
  CountSheetDone,
  CountSheetPage,
  type EndCountSheet,
  type NewCountSheet,
} from '#domain/counts/count-sheet.ts';
import { get, post } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { useWrite } from '#web/lib/queries.ts';

/** Count sheets, the newest first. */
export const useCountSheets = (filter: { store: string | undefined; status: string | undefined }) =>
  usePages(['count-sheets'], '/count-sheets', CountSheetPage, filter);

export const pathOf = (sheetId: string) => `/count-sheets/${encodeURIComponent(sheetId)}`;

/** A sheet with all of its lines, by SKU. */
export type WholeSheet = { sheet: CountSheet; lines: CountLine[] };

// All of it at once: whoever counts walks along the lines with no network between them.
async function readWhole(
  sheetId: string,
  signal: AbortSignal,
  before: CountLine[] = [],
  cursor?: string,
): Promise<WholeSheet> {
  const page = await get(pathOf(sheetId), CountSheetDetail, { query: { cursor, limit: 200 }, signal });
  const { items, nextCursor, ...sheet } = page;
  const lines = [...before, ...items];
  return nextCursor === null ? { sheet, lines } : readWhole(sheetId, signal, lines, nextCursor);
}

export const sheetQuery = (sheetId: string) =>
  queryOptions({
    queryKey: ['count-sheet', sheetId],
    queryFn: ({ signal }) => readWhole(sheetId, signal),
    staleTime: 30_000,
  });

export const useCountSheet = (sheetId: string) => useQuery(sheetQuery(sheetId));

export const useCreateSheet = () =>
  useWrite(({ body, idempotencyKey }: { body: NewCountSheet; idempotencyKey: string }) =>
    post('/count-sheets', CountSheetDone, body, { idempotencyKey }),
  );

/** Posts a sheet's counts, or gives the sheet up. */
export const useEndSheet = () =>
  useWrite(({ sheetId, version, how }: EndCountSheet & { how: 'post' | 'cancel' }) =>
    post(`${pathOf(sheetId)}/${how}`, CountSheetDone, { version }),
  );
