import { queryOptions, useQuery } from '@tanstack/react-query';
import { ImportDetail } from '#domain/imports/import.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval, progressInterval } from '#web/lib/queries.ts';
import { isFinished } from './words.ts';

// A place whose file has not come within two minutes is probably an upload that was broken off: no hurry.
const longWait = 120_000;

const importQuery = (importId: string) =>
  queryOptions({
    queryKey: ['import', importId],
    queryFn: ({ signal }) => get(`/imports/${encodeURIComponent(importId)}`, ImportDetail, { signal }),
    refetchInterval: ({ state: { data } }) => {
      if (!data) return progressInterval * 4;
      if (isFinished(data)) return false;
      const waitsLong = data.status === 'awaiting' && Date.now() - Date.parse(data.createdAt) > longWait;
      return waitsLong ? liveInterval : progressInterval;
    },
  });

export const useImport = (importId: string) => useQuery(importQuery(importId));
